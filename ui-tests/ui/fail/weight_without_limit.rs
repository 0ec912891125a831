use monitor::tracked;

#[tracked(weight = Buffer::bytes)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

fn main() {}
