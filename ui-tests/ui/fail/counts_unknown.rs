use monitor::tracked;

#[tracked(limit = 64, counts = "files")]
struct Client;

fn main() {}
