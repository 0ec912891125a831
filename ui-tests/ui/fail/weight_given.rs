use monitor::tracked;

#[tracked(limit = 64, weight = Buffer::bytes)]
struct Buffer;

impl Buffer {
    fn bytes(&self) -> usize {
        1
    }
}

fn main() {
    let _ = Buffer::bytes;
}
