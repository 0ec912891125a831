use monitor::tracked;

#[tracked(limit = 1, clock = "Tick")]
struct Client;

fn main() {}
