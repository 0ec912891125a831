use monitor::tracked;

#[tracked(limit = "64 MiB", weight = crate::weigh)]
struct Buffer(Vec<u8>);

fn weigh(bytes: &Vec<u8>) -> usize {
    bytes.len()
}

fn main() {}
