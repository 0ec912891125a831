#[monitor::tracked(crate = nope, limit = 1)]
struct Client;

fn main() {}
