use monitor::tracked;

#[tracked(forward = Read)]
struct Client;

fn main() {}
