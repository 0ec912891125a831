//! Where slots lie: in doubling segments that are never unmapped.
//!
//! A segment's memory is asked for zeroed and touched slot by slot, so a registry takes memory as it is used. Beside the
//! slots lie two dense arrays: the links of the free stack, and one bit for each slot that may be live.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use super::slot::Slot;
use crate::sync::plain::{AtomicU32 as PlainU32, Ordering::Relaxed as PlainRelaxed};
use crate::sync::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Slots in the first segment; each further one has twice as many as the one before.
const FIRST: u32 = 64;
const SEGMENTS: usize = 20;

const _: () = assert!(crate::bounds::MAX_CAPACITY == FIRST as usize * ((1 << SEGMENTS) - 1));

/// Hands out the numbers that tell slots apart in the whole process.
static NEXT_NUMBER: PlainU32 = PlainU32::new(0);

#[derive(Clone, Copy)]
struct Segment {
    slots: &'static [Slot],
    links: &'static [AtomicU32],
    /// A clear bit: the slot is free. A set one: it may be live. Written under the account's lock only.
    maybe_live: &'static [AtomicU64],
    first_number: u32,
}

/// All the slots of one account, by index.
pub(super) struct Segments([OnceLock<Segment>; SEGMENTS]);

/// The segment that holds an index, and the index within it.
#[inline(always)]
fn split(index: u32) -> (usize, usize) {
    let segment = (index / FIRST + 1).ilog2();
    (segment as usize, (index - first_of(segment)) as usize)
}

#[inline(always)]
fn first_of(segment: u32) -> u32 {
    FIRST * ((1 << segment) - 1)
}

impl Segments {
    pub(super) const fn new() -> Self {
        Segments([const { OnceLock::new() }; SEGMENTS])
    }

    /// The segment of an index that was settled.
    #[inline(always)]
    fn segment(&self, segment: usize) -> &Segment {
        self.0[segment].get().expect("an index is handed out after its segment was made")
    }

    #[inline(always)]
    pub(super) fn slot(&self, index: u32) -> &'static Slot {
        let (segment, offset) = split(index);
        &self.segment(segment).slots[offset]
    }

    #[inline(always)]
    pub(super) fn link(&self, index: u32) -> &'static AtomicU32 {
        let (segment, offset) = split(index);
        &self.segment(segment).links[offset]
    }

    /// The slot at a never-used index with its number, making its segment if need be. Under the account's lock.
    pub(super) fn fresh(&self, index: u32) -> (&'static Slot, u32) {
        let (segment, offset) = split(index);
        let segment = self.0[segment].get_or_init(|| Segment::allocate(FIRST << segment));
        (&segment.slots[offset], segment.first_number + offset as u32)
    }

    /// Makes the segments of all indices below `end`. Under the account's lock.
    pub(super) fn prepare(&self, end: u32) {
        for (number, segment) in self.0.iter().enumerate().take(split(end - 1).0 + 1) {
            segment.get_or_init(|| Segment::allocate(FIRST << number));
        }
    }

    /// Notes whether the slot may be live. Under the account's lock.
    pub(super) fn note(&self, index: u32, maybe_live: bool) {
        let (segment, offset) = split(index);
        let word = &self.segment(segment).maybe_live[offset / 64];
        let bit = 1 << (offset % 64);
        let old = word.load(Relaxed);
        word.store(if maybe_live { old | bit } else { old & !bit }, Relaxed);
    }

    /// Notes that every slot below `end` may be live. Under the account's lock.
    pub(super) fn note_all(&self, end: u32) {
        for segment in self.made(end) {
            for word in segment.maybe_live {
                word.store(u64::MAX, Relaxed);
            }
        }
    }

    /// Every slot below `end` that may be live, in order of the index.
    pub(super) fn maybe_live(&'static self, end: u32) -> MaybeLive {
        let pages = self.made(end).flat_map(|segment| segment.slots.chunks(64).zip(segment.maybe_live));
        MaybeLive { pages: Box::new(pages), page: &[], bits: 0 }
    }

    fn made(&self, end: u32) -> impl Iterator<Item = &Segment> {
        let segments = if end == 0 { 0 } else { split(end - 1).0 + 1 };
        self.0[..segments].iter().filter_map(OnceLock::get)
    }
}

/// Pages of slots, and which of each may be live. The bounds are what the public iterator over them promises.
trait Pages: Iterator<Item = (&'static [Slot], &'static AtomicU64)> + Send + Sync + UnwindSafe + RefUnwindSafe {}

impl<P> Pages for P where
    P: Iterator<Item = (&'static [Slot], &'static AtomicU64)> + Send + Sync + UnwindSafe + RefUnwindSafe
{
}

/// The slots that may be live, page by page.
pub(super) struct MaybeLive {
    pages: Box<dyn Pages>,
    page: &'static [Slot],
    /// Those of the page that were not visited yet.
    bits: u64,
}

impl Iterator for MaybeLive {
    type Item = &'static Slot;

    #[inline]
    fn next(&mut self) -> Option<&'static Slot> {
        while self.bits == 0 {
            let (page, bits) = self.pages.next()?;
            self.page = page;
            self.bits = bits.load(Relaxed);
        }
        let bit = self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        let slot = self.page.get(bit as usize)?;
        fetch_ahead(slot);
        Some(slot)
    }
}

/// Slots that a sweep fetches into the cache before it comes to them: enough to cover a trip to memory.
const AHEAD: usize = 64;

/// Fetches the slot some places further on; a sweep mostly comes there next.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn fetch_ahead(slot: &'static Slot) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    let ahead = std::ptr::from_ref(slot).wrapping_add(AHEAD);
    // SAFETY: a prefetch is a hint, which is ignored where there is no memory.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(ahead.cast()) }
}

#[cfg(not(target_arch = "x86_64"))]
fn fetch_ahead(_: &'static Slot) {}

impl Segment {
    #[cfg(not(loom))]
    fn allocate(slots: u32) -> Segment {
        Segment {
            slots: zeroed(slots as usize),
            links: zeroed(slots as usize),
            maybe_live: zeroed(slots as usize / 64),
            first_number: NEXT_NUMBER.fetch_add(slots, PlainRelaxed),
        }
    }

    #[cfg(loom)]
    fn allocate(slots: u32) -> Segment {
        fn leak<T>(slots: u32, make: impl Fn() -> T) -> &'static [T] {
            Box::leak((0..slots).map(|_| make()).collect())
        }
        // A model uses a handful of slots, and loom remembers every atomic.
        let slots = slots.min(4);
        Segment {
            slots: leak(slots, Slot::new),
            links: leak(slots, || AtomicU32::new(0)),
            maybe_live: leak(1, || AtomicU64::new(0)),
            first_number: NEXT_NUMBER.fetch_add(slots, PlainRelaxed),
        }
    }
}

/// What may be made of zeroed memory.
///
/// # Safety
/// All-zero bytes are a valid `Self`.
#[cfg(not(loom))]
unsafe trait Zeroable: 'static {}
// SAFETY: a slot is made of atomics of integers and pointers, for which zero is a value.
#[cfg(not(loom))]
unsafe impl Zeroable for Slot {}
// SAFETY: zero is an integer.
#[cfg(not(loom))]
unsafe impl Zeroable for AtomicU32 {}
// SAFETY: zero is an integer.
#[cfg(not(loom))]
unsafe impl Zeroable for AtomicU64 {}

/// `len` zeroed values for the life of the process, of which only those that are used take memory.
#[cfg(not(loom))]
fn zeroed<T: Zeroable>(len: usize) -> &'static [T] {
    use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};

    // A larger alignment than malloc's own makes the standard library clear the memory by hand, which would touch all of it:
    // so ask for plain words, and align by hand.
    let wanted = Layout::array::<T>(len).expect("a segment is smaller than the address space");
    let layout =
        Layout::array::<u64>(wanted.size().div_ceil(8) + wanted.align() / 8).expect("the same, and one line more");
    // SAFETY: the layout has a size, since `len` is not zero.
    let memory = unsafe { alloc_zeroed(layout) };
    if memory.is_null() {
        handle_alloc_error(layout);
    }
    let skip = memory.align_offset(wanted.align());
    // SAFETY: `skip` is less than the alignment, for which there is room.
    let start = unsafe { memory.add(skip) };
    // SAFETY: the memory is zeroed, which `Zeroable` makes `len` values; it is aligned, large enough and never freed.
    unsafe { std::slice::from_raw_parts(start.cast(), len) }
}
