use monitor::tracked;

#[tracked(kind = "client", limit = 1,, capacity = 2)]
struct Client;

fn main() {}
