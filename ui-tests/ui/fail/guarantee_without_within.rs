use monitor::tracked;

#[tracked(limit = 64, guarantee = 8)]
struct Client;

fn main() {}
