use monitor::{budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(limit = 1_000, within = NETWORK, guarantee = 101)]
struct Client;

fn main() {}
