use monitor::tracked;

#[tracked(limit = "64")]
struct Client;

fn main() {}
