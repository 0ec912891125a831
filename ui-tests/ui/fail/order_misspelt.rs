use monitor::tracked;

#[tracked(limit = 1, order = "lfo")]
struct Client;

fn main() {}
