//! Limits from files and the environment.

mod faults;
mod fuzz;
mod layers;
mod load;
mod others;
mod scratch;
mod watch;

use monitor::{budget, tracked};

#[tracked(kind = "client", limit = 8)]
struct Client;

#[tracked(kind = "upstream", limit = 4, capacity = 16)]
struct Upstream;

/// Without a limit of its own.
#[tracked(kind = "buf.fer", capacity = 32)]
struct Buffer;

/// A variable calls both the same.
#[tracked(kind = "a.b", limit = 1)]
#[expect(dead_code, reason = "its name is enough")]
struct Dotted;

#[tracked(kind = "a_b", limit = 1)]
#[expect(dead_code, reason = "the same")]
struct Underscored;

budget! { static ROOF: limit = 10 }

#[tracked(kind = "roofed", limit = 8, within = ROOF, guarantee = 2)]
struct Roofed;

/// Two kinds of one name.
mod plug {
    #[monitor::tracked(kind = "conn", limit = 2)]
    pub(crate) struct Conn;
}

mod app {
    #[monitor::tracked(kind = "conn", limit = 3)]
    pub(crate) struct Conn;
}
