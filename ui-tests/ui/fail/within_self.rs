use monitor::tracked;

#[tracked(limit = 8, within = Self::NETWORK)]
struct Client;

fn main() {}
