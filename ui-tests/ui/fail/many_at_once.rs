use monitor::{Tracked, tracked};

#[tracked(
    limt = 3,
    kind = 7,
    limit = "64 MB/s",
    limit = 4,
    clok = "tick",
    clock = "fast",
    colour = 1,
    handle,
    capacity = 0,
    "client",
)]
struct Client {
    peer: u8,
}

fn uses_the_handle(client: ClientHandle) -> u8 {
    let other = Client { peer: 1 }.track().unwrap();
    client.peer + other.peer
}

fn main() {}
