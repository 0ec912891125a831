use monitor::tracked;

#[tracked(capacity = usize::MAX / 2)]
struct Client;

fn main() {}
