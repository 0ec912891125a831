use monitor::tracked;

#[tracked(limit = 1)]
struct Bytes([u8]);

fn main() {}
