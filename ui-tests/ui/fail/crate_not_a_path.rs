use monitor::tracked;

#[tracked(crate = "not a path")]
struct Client;

fn main() {}
