use monitor::budget;

budget! { pub static NETWORK: name = "network" }
budget! { pub static MEMORY }

fn main() {}
