#![deny(unused_must_use)]

use monitor::{Tracked, tracked};

#[tracked(limit = 1)]
struct Client;

fn connect() -> ClientHandle {
    Client.track().unwrap()
}

fn main() {
    connect();
}
