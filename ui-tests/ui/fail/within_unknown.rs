use monitor::{budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(limit = 8, within = NETWROK)]
struct Client;

fn main() {
    let _ = &NETWORK;
}
