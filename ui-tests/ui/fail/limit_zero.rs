use monitor::tracked;

#[tracked(limit = 0)]
struct Client;

fn main() {}
