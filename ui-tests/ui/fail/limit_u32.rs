use monitor::tracked;

const MANY: u32 = 3;

#[tracked(limit = MANY)]
struct Client;

fn main() {}
