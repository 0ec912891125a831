use monitor::tracked;

#[tracked(limit: 3)]
struct Client;

fn main() {}
