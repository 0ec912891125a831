use monitor::tracked;

#[tracked(limt = 64)]
struct Client;

fn main() {}
