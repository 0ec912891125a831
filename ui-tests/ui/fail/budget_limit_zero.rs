use monitor::budget;

budget! { static NETWORK: limit = 0 }

fn main() {}
