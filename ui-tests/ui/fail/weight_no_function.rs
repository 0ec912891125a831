use monitor::tracked;

const BYTES: usize = 4096;

#[tracked(limit = "64 MiB", weight = BYTES)]
struct Page([u8; BYTES]);

fn main() {}
