use monitor::tracked;

#[tracked(queue = 0)]
struct Client;

fn main() {}
