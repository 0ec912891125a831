use monitor::budget;

budget! { static MACHINE: limit = 100 }
budget! { static NETWORK: limit = 10, within = MACHINE, guarantee = 11 }

fn main() {}
