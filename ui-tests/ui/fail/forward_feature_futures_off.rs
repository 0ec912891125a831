use monitor::tracked;

#[tracked(limit = 1, transparent, forward(Stream))]
struct Client<T>(T);

fn main() {}
