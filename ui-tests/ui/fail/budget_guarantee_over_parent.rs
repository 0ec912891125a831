use monitor::budget;

budget! { static MACHINE: limit = 100 }
budget! { static NETWORK: limit = 1_000, within = MACHINE, guarantee = 50 + 51 }

fn main() {}
