use monitor::{budget, tracked};

budget! { static NETWORK: limit = 100 }

const NONE: usize = 1 - 1;

#[tracked(limit = 64, within = NETWORK, guarantee = NONE)]
struct Client;

fn main() {}
