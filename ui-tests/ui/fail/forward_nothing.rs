use monitor::tracked;

#[tracked(forward())]
struct Client;

fn main() {}
