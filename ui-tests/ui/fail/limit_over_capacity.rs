use monitor::tracked;

#[tracked(limit = 100, capacity = 10)]
struct Client;

fn main() {}
