use monitor::tracked;

#[tracked(limit = 1, on_limit = "deny")]
struct Client;

fn main() {}
