use monitor::budget;

budget! { pub static NETWORK: limit = 100, capacity = 128 }

fn main() {}
