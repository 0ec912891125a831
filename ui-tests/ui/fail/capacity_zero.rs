use monitor::tracked;

#[tracked(capacity = 0)]
struct Client;

fn main() {}
