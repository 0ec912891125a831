use monitor::tracked;

#[tracked(limit = "64 MiB")]
struct Buffer;

fn main() {}
