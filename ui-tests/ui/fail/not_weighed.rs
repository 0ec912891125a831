use monitor::{Weighed, tracked};

#[tracked(limit = 64)]
struct Buffer(Vec<u8>);

fn main() {
    let _ = Buffer::try_acquire_units(3);
}
