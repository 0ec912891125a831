use monitor::tracked;

#[tracked(crate = std::fmt, limit = 1)]
struct Client;

fn main() {}
