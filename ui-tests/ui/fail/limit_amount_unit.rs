use monitor::tracked;

#[tracked(limit = "64 MIB")]
struct Buffer;

fn main() {}
