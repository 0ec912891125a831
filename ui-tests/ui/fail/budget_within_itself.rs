use monitor::budget;

budget! { static MACHINE: limit = 1_000, within = MACHINE }

fn main() {}
