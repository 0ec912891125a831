use monitor::budget;

budget! { static NETWORK: limit = 1, crate = std::fmt }

fn main() {}
