use monitor::tracked;

#[tracked(kind = client)]
struct Client;

fn main() {}
