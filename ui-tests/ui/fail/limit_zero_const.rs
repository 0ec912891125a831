use monitor::tracked;

const MAX: usize = 3;

#[tracked(kind = "client", limit = MAX - 3)]
struct Client;

fn main() {}
