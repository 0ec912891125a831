use monitor::tracked;

const MANY: usize = 0;

#[tracked(capacity = MANY)]
struct Client;

fn main() {}
