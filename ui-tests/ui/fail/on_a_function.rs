use monitor::tracked;

#[tracked(limit = 1)]
pub fn plain() {}

#[tracked(limit = 1)]
async fn asynchronous() {}

struct Client;

impl Client {
    #[tracked(limit = 1)]
    fn method(&self) {}
}

trait Trait {
    #[tracked(limit = 1)]
    fn declared();
}

fn main() {}
