use std::io::Read;

use monitor::{Tracked, tracked};

#[tracked(limt = 4, transparent, forward(Read))]
struct Bytes(&'static [u8]);

fn main() {
    let mut bytes = Bytes(b"abc").track().unwrap();
    assert_eq!(bytes.len(), 3);
    bytes.read_exact(&mut [0]).unwrap();
}
