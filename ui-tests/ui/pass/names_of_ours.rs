//! The user's names are the same as ours.

use monitor::{Tracked, tracked};

const KIND: usize = 2;
const LOCAL: usize = 2;
const UNBOUNDED: usize = 2;
#[allow(non_upper_case_globals)]
const limit: usize = 2;
#[allow(non_upper_case_globals)]
const capacity: usize = 2;

#[tracked(limit = KIND)]
struct A;

#[tracked(limit = LOCAL)]
struct B;

#[tracked(limit = limit, capacity = capacity)]
struct C;

#[tracked(limit = UNBOUNDED)]
struct D;

#[allow(non_upper_case_globals)]
const call: usize = 2;

#[tracked(limit = call)]
fn called(value: u32) -> Result<u32, monitor::AcquireError> {
    Ok(value + call as u32)
}

#[allow(non_upper_case_globals)]
const units: usize = 2;
#[allow(non_upper_case_globals)]
const guarantee: usize = 1;

monitor::budget! {
    #[allow(non_upper_case_globals)]
    static guaranteed: limit = units;
    #[allow(non_upper_case_globals)]
    static within: limit = units, within = guaranteed, guarantee = guarantee;
    #[allow(non_upper_case_globals)]
    static budget: limit = units, within = within, guarantee = guarantee
}

#[tracked(limit = units, within = guaranteed, guarantee = guarantee)]
struct E;

#[tracked(limit = units, within = budget, weight = weight)]
struct F;

fn weight(_: &F) -> usize {
    units
}

#[tracked(limit = 2)]
struct Video(u32);

// A handle hides no method of its value.
impl Video {
    fn permit(&self) -> u32 {
        self.0
    }
    fn into_inner(self) -> u32 {
        self.0
    }
    fn value(&self) -> u32 {
        self.0
    }
    fn acquire() -> u32 {
        1
    }
}

fn main() {
    for _ in 0..2 {
        let (_a, _b) = (A.track().unwrap(), B.track().unwrap());
        let (_e, _f) = (E.track().unwrap(), F.track().is_err());
        let (_c, _d) = (C.track().unwrap(), D.track().unwrap());
    }
    assert_eq!(called(7).unwrap(), 9);
    let video = Video(9).track().unwrap();
    assert_eq!((video.permit(), video.value(), Video::acquire()), (9, 9, 1));
    assert_eq!(VideoHandle::into_inner(video).into_inner(), 9);
    assert!(<Video as Tracked>::try_acquire().is_ok());
}
