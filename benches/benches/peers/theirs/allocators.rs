//! An allocation of 64 bytes: what a program pays anyway for the thing that it tracks.

use std::hint::black_box;

use harness::{Case, pairs};

use super::mimalloc_box::MimallocBox;

pub(crate) const GLIBC: &str = "Box of 64 bytes: the system's allocator";

/// One cache line.
type Line = [u64; 8];

pub(crate) fn cases() -> Vec<Case> {
    let system = Case::new(GLIBC, |_| {
        pairs(|| {
            let line: Box<Line> = Box::new([1; 8]);
            black_box(&line);
        })
    });
    let mimalloc = Case::new("Box of 64 bytes: mimalloc", |_| {
        pairs(|| {
            let line: MimallocBox<Line> = MimallocBox::new([1; 8]);
            black_box(&line);
        })
    });
    vec![system, mimalloc]
}
