//! How is the memory of all buffers bounded, whatever their sizes?

use monitor::{Monitor, Reason, Tracked, Weighed, tracked};

#[tracked(kind = "buffer", limit = "64 KiB", weight = Buffer::bytes)]
struct Buffer {
    data: Vec<u8>,
}

impl Buffer {
    fn bytes(&self) -> usize {
        self.data.len()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A value is charged for what it weighs.
    let large = Buffer { data: vec![0; 48 * 1024] }.track()?;
    let denied = Buffer { data: vec![0; 32 * 1024] }.track().map(drop).unwrap_err();
    println!("{denied}\n");
    assert_eq!(denied.reason(), Reason::Limit);

    // What is too much is not even allocated, when the place comes first.
    assert!(Buffer::try_acquire_units(32 * 1024).is_err());
    let place = Buffer::try_acquire_units(8 * 1024)?;
    let mut small = place.bind(Buffer { data: Vec::with_capacity(8 * 1024) });

    // A buffer grows only if there is room for it, and gives back what it no longer needs.
    BufferHandle::permit(&small).grow(8 * 1024)?;
    small.data.resize(16 * 1024, 0);
    assert!(BufferHandle::permit(&small).grow(1).is_err());
    BufferHandle::permit(&small).shrink(12 * 1024)?;
    small.data.truncate(4 * 1024);
    small.data.shrink_to_fit();

    let snapshot = Monitor::global().snapshot();
    println!("{snapshot}");
    assert_eq!(snapshot.kind("buffer").and_then(|buffer| buffer.units), Some(52 * 1024));
    drop(large);
    Ok(())
}
