use monitor::budget;

budget! { static NETWORK: limit = 100, guarantee = 10 }

fn main() {}
