use monitor::tracked;

#[tracked(limit = "64 MiB", weight = |buffer: &Buffer| buffer.0.len())]
struct Buffer(Vec<u8>);

fn main() {}
