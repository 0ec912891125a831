use monitor::tracked;

#[tracked(kind, limit = , handle(Held))]
struct Client;

fn main() {}
