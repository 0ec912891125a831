use monitor::tracked;

#[tracked(limit = "64 MiB", weight = Buffer::bites)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

fn main() {}
