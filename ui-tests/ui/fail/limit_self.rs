use monitor::tracked;

#[tracked(limit = Self::MANY)]
struct Client;

impl Client {
    const MANY: usize = 2;
}

fn main() {}
