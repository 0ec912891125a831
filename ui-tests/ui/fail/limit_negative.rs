use monitor::tracked;

#[tracked(limit = -1)]
struct Client;

fn main() {}
