use monitor::tracked;

#[tracked(limit = 64, kind = "client", limit = 32)]
struct Client;

fn main() {}
