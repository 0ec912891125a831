use monitor::{AcquireError, Weighed, tracked};

#[tracked(limit = "64 Mb", weight = Buffer::bytes)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

fn uses_the_units() -> Result<BufferHandle, AcquireError> {
    Ok(Buffer::try_acquire_units(3)?.bind(Buffer(vec![0; 3])))
}

fn main() {
    let _ = uses_the_units();
}
