use monitor::budget;

budget! { pub const NETWORK: limit = 100 }

fn main() {}
