use monitor::tracked;

#[tracked(limit = 8, within = "network")]
struct Client;

fn main() {}
