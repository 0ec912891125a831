//! Lints on lifetimes say nothing of what the attribute writes, as they say nothing of what a derive does.

#![deny(warnings)]
#![forbid(single_use_lifetimes, unused_lifetimes, elided_lifetimes_in_paths, redundant_lifetimes)]

use monitor::{Tracked, tracked, tracked_type};

#[tracked(limit = 1)]
#[derive(Debug)]
struct Borrowed<'a>(&'a u8);

#[tracked(limit = 1, transparent, forward(Iterator), weight = Weighty::weigh)]
#[derive(Debug)]
struct Weighty<'a, 'b: 'a, T>(std::iter::Zip<std::slice::Iter<'a, T>, std::slice::Iter<'b, T>>);

impl<T> Weighty<'_, '_, T> {
    fn weigh(&self) -> usize {
        1
    }
}

tracked_type! {
    type Named<'a> = std::str::Chars<'a>;
    limit = 1, forward(Iterator)
}

fn main() {
    let one = 1;
    let borrowed = Borrowed(&one).track().unwrap();
    assert_eq!(*borrowed.0, 1);
    let pairs = [1];
    assert!(Weighty(pairs.iter().zip(&pairs)).track().unwrap().next().is_some());
    assert_eq!(Named::from("text".chars()).track().unwrap().next(), Some('t'));
}
