use monitor::tracked;

#[tracked(clock = "fast")]
struct Client;

fn main() {}
