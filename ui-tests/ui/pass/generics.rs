//! Lifetimes, types with bounds and defaults, constants and where clauses. All instances are one kind.

use monitor::{Tracked, tracked};
use std::fmt::Debug;

#[tracked(kind = "buffer", limit = 2)]
pub struct Buffer<'a, T: Clone + 'a, const N: usize = 4>
where
    T: Debug,
{
    data: &'a [T],
    counts: [u8; N],
}

#[tracked(limit = 2)]
struct Tuple<T, E = ()>(T, E)
where
    T: Iterator<Item = u8>,
    for<'x> &'x E: Sized;

#[tracked(limit = 2)]
struct Unsized<T: ?Sized>(Box<T>);

#[tracked(limit = 2)]
enum Either<'a, L, R: ?Sized> {
    Left(L),
    Right(&'a R),
}

// A parameter may be named as an item elsewhere, and as what the attribute writes.
#[tracked(limit = LIMIT)]
struct Named<Target, Value, Kind>(Target, Value, Kind);
const LIMIT: usize = 2;

#[derive(Debug)]
#[tracked(limit = 2)]
struct Shown<T>(T);

struct NotDebug;

/// A handle is covariant, as its value is.
fn shrink<'a>(long: BufferHandle<'static, u8>) -> BufferHandle<'a, u8> {
    long
}

fn main() {
    let numbers = [1_u8, 2];
    let three = Buffer::<u8, 3> { data: &numbers, counts: [0; 3] }.track().unwrap();
    let four = Buffer::<u16> { data: &[1], counts: [0; 4] }.track().unwrap();
    assert_eq!(three.data.len() + three.counts.len() + four.data.len() + four.counts.len(), 10);
    assert!(Buffer::<String, 9>::try_acquire().is_err());
    drop((three, four));

    let long = Buffer { data: b"x", counts: [0; 4] }.track().unwrap();
    assert_eq!(shrink(long).data, b"x");

    let mut tuple = Tuple([1_u8, 2].into_iter(), ()).track().unwrap();
    let () = tuple.1;
    assert_eq!(tuple.0.next(), Some(1));

    let text = Unsized::<str>("x".into()).track().unwrap();
    assert_eq!(&*text.0, "x");

    let right = Either::<u8, str>::Right("x").track().unwrap();
    assert!(matches!(*right, Either::Right("x")));
    let left = Either::<u8, str>::Left(1).track().unwrap();
    assert!(matches!(*left, Either::Left(1)));

    let named = Named(1, 2, 3).track().unwrap();
    assert_eq!(named.0 + named.1 + named.2, 6);

    assert_eq!(format!("{:?}", Shown(1).track().unwrap()), "Shown(1)");
    let hidden = Shown(NotDebug).track().unwrap();
    let NotDebug = hidden.0;
}
