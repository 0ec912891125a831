use monitor::{Tracked, budget, tracked};

budget! { pub static MACHINE: limit = "1 GIB" }
budget! { pub static NETWORK: limit = 10 20 }
budget! { pub static STORAGE = 10, within = MACHINE, guarantee = 8 }
budget! { pub static MEMORY: limit = 10, within = MACHINE, guarantee = 8, naem = "memory" }

#[tracked(limit = 64, within = MEMORY, guarantee = 64)]
struct Client;

#[tracked(limit = 64, within = STORAGE, guarantee = 8)]
struct Peer;

fn main() {
    let _ = (Client.track(), Peer.track(), NETWORK.limit());
}
