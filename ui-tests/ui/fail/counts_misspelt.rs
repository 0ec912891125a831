use monitor::tracked;

#[tracked(limit = 1, counts = "fd")]
struct Client;

fn main() {}
