use monitor::tracked;

#[tracked(limit = "64 MiB", weight = Buffer::bytes)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> u64 {
        self.0.len() as u64
    }
}

fn main() {}
