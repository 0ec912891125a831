use monitor::tracked;

const MANY: usize = 0;

#[tracked(limit = 1, queue = MANY)]
struct Client;

fn main() {}
