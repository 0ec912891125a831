//! Every option, in every form that it can have.

use monitor::{Tracked, tracked};

mod sizes {
    pub const MANY: usize = 3;
}

const fn larger<A, B>(a: usize, b: usize) -> usize {
    let _ = (std::mem::size_of::<A>(), std::mem::size_of::<B>());
    if a > b { a } else { b }
}

#[tracked()]
struct Nothing;

#[tracked(kind = "given", limit = 2, capacity = 1024, handle = Given, clock = "exact", crate = monitor,)]
struct All;

#[tracked(kind = r#"a "raw" kind / with: ünusual, letters"#, clock = "none")]
struct RawString;

#[tracked(clock = "tick", crate = "::monitor", capacity = 16)]
struct CapacityAlone;

#[tracked(limit = larger::<u8, u16>(1, sizes::MANY) * { 1 + 1 } - 5)]
struct Expression;

#[tracked(limit = 5_000_000)]
struct OverTheDefaultCapacity;

#[tracked(limit = usize::MIN + 1, capacity = 1)]
struct LimitIsCapacity;

#[tracked(limit = Associated::LIMIT)]
struct Associated;

impl Associated {
    const LIMIT: usize = 1;
}

fn main() {
    let _ = Nothing.track().unwrap();
    let first: Given = All.track().unwrap();
    let second = All.track().unwrap();
    assert!(All.track().is_err());
    drop((first, second));
    let _ = (RawString.track().unwrap(), CapacityAlone.track().unwrap());
    let held = Expression.track().unwrap();
    assert!(Expression.track().is_err());
    drop(held);
    let _ = OverTheDefaultCapacity.track().unwrap();
    let held = LimitIsCapacity.track().unwrap();
    assert!(LimitIsCapacity.track().is_err());
    drop(held);
    let held = Associated.track().unwrap();
    assert!(Associated.track().is_err());
    drop(held);
}
