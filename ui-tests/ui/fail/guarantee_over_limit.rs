use monitor::{budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(limit = 8, within = NETWORK, guarantee = 4 + 5)]
struct Client;

fn main() {}
