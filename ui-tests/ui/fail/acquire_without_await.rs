#![deny(unused_must_use)]

use monitor::{Tracked, tracked};

#[tracked(limit = 1)]
struct Client;

async fn connect() {
    Client::acquire();
}

fn main() {
    drop(connect());
}
