use monitor::tracked;

static NETWORK: usize = 100;

#[tracked(limit = 8, within = NETWORK)]
struct Client;

fn main() {}
