use monitor::budget;

budget! { static NETWORK: limit = 1 - 1 }

fn main() {}
