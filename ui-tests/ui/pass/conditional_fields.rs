//! Fields that are there under conditions, where an option is about fields.

use monitor::{Tracked, tracked};
use std::io::{Read, Write};

#[tracked(limit = 1, forward(io: Read))]
struct Named {
    #[cfg(any())]
    io: no::Such,
    #[cfg(all())]
    #[cfg(not(any()))]
    io: &'static [u8],
    #[allow(dead_code)]
    other: u8,
}

#[tracked(limit = 1, transparent, forward(Read))]
struct Transparent {
    #[cfg(any())]
    gone: no::Such,
    #[cfg(all())]
    io: &'static [u8],
}

#[tracked(limit = 1, transparent)]
struct TransparentBesideOne(String, #[cfg(any())] no::Such);

#[tracked(limit = 1, transparent)]
struct TransparentAndLast(#[cfg(any())] no::Such, #[cfg(any())] no::Such, #[cfg(all())] String);

#[tracked(limit = 1, forward(1: Read, 0: Write))]
struct Numbered(#[cfg(all())] Vec<u8>, #[cfg(any())] no::Such, #[cfg(all())] &'static [u8], #[cfg(any())] u8);

#[tracked(limit = 1, forward(0: Read))]
struct Shifted(#[cfg(any())] no::Such, &'static [u8]);

fn main() {
    let mut text = String::new();
    let named = Named { io: b"a", other: 1 };
    named.track().unwrap().read_to_string(&mut text).unwrap();
    Transparent { io: b"b" }.track().unwrap().read_to_string(&mut text).unwrap();
    Numbered(Vec::new(), b"c").track().unwrap().read_to_string(&mut text).unwrap();
    Numbered(Vec::new(), b"").track().unwrap().write_all(b"c").unwrap();
    Shifted(b"d").track().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "abcd");
    assert_eq!(TransparentBesideOne("e".into()).track().unwrap().len(), 1);
    assert_eq!(TransparentAndLast("ef".into()).track().unwrap().len(), 2);
}
