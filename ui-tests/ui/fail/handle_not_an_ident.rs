use monitor::tracked;

#[tracked(handle = "ClientHandle")]
struct Client;

fn main() {}
