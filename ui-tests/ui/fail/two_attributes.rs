use monitor::tracked;

#[tracked(limit = 2)]
#[tracked(kind = "client")]
struct Client(String);

#[monitor::tracked]
#[derive(Debug)]
#[monitor::tracked]
struct Socket;

fn main() {}
