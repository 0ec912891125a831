use monitor::budget;

budget! { pub static NETWORK: limt = 100, limit = 100 }

fn main() {}
