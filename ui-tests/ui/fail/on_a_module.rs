use monitor::tracked;

#[tracked(limit = 1)]
mod clients {}

#[tracked]
impl Client {}

#[tracked]
type Alias = Client;

struct Client;

fn main() {}
