use monitor::tracked;

#[tracked(colour = "red", limit = 64)]
struct Client;

fn main() {}
