use monitor::tracked;

#[tracked(kind = "client\n")]
struct Client;

fn main() {}
