//! A library with a kind. Whether the kind is registered is up to whoever links it.

use monitor::tracked;

/// The kind `plugged`.
#[tracked(kind = "plugged", limit = 4)]
pub struct Conn;
