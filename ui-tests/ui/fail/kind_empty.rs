use monitor::tracked;

#[tracked(kind = "")]
struct Client;

fn main() {}
