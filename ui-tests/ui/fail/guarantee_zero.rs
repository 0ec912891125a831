use monitor::{budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(limit = 64, within = NETWORK, guarantee = 0)]
struct Client;

fn main() {}
