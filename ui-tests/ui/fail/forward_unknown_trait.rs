use monitor::tracked;

#[tracked(forward(Raed, Serialize))]
struct Client;

fn main() {}
