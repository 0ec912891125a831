use monitor::tracked;

#[tracked(limit = usize::MAX)]
struct Client;

fn main() {}
