use monitor::budget;

static MACHINE: usize = 10;

budget! { static NETWORK: limit = 10, within = MACHINE }

fn main() {}
