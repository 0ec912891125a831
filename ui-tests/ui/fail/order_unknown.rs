use monitor::tracked;

#[tracked(order = "random")]
struct Client;

fn main() {}
