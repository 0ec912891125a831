use monitor::tracked;

#[tracked(kind = "client" limit = 64)]
struct Client;

fn main() {}
