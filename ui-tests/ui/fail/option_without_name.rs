use monitor::tracked;

#[tracked("client", 64)]
struct Client;

fn main() {}
