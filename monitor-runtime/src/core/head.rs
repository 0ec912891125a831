//! The head word: an account's free slots in shared mode, its mode, and whether somebody must be attended to.

use super::segment::Segments;
use crate::sync::plain::{AtomicU64 as PlainU64, Ordering::Acquire as PlainAcquire, Ordering::Release as PlainRelease};
use crate::sync::{AtomicU64, Ordering, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// Accounts of at most this capacity keep their free slots in a bitmap, larger ones on a stack.
pub(super) const BITMAP_CAPACITY: u32 = 62;

/// What the head word held at one moment.
///
/// `tag:34 | top:27 | FRESH | ATTENTION | SHARED`, where `top` names the first free slot and the tag, which each push and pop moves on,
/// makes a word that comes back recognisable; or `occupancy:62 | ATTENTION | SHARED`, one bit for each
/// free slot, which needs no tag: a bit that is set again means the same slot is free again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Word(u64);

const SHARED: u64 = 1;
const ATTENTION: u64 = 2;
const FLAGS: u64 = SHARED | ATTENTION;
const SHIFT: u32 = 2;
/// Beside a stack: some free slots were never used, and are not in the word.
const FRESH: u64 = 4;
const TOP_SHIFT: u32 = 3;
const TOP: u64 = ((1 << 27) - 1) << TOP_SHIFT;
const TAG_STEP: u64 = 1 << 30;

/// The first slot of a stack, or of what is below a slot: `(index + 1) << 1 | is_last`; zero if there is none. The last one's link
/// is neither written nor read, so that threads which fight for a single place share no line but the head's.
#[derive(Clone, Copy)]
struct Top(u32);

impl Top {
    #[inline(always)]
    fn of(word: u64) -> Top {
        Top(((word & TOP) >> TOP_SHIFT) as u32)
    }

    #[inline(always)]
    fn new(index: u32, below: Top) -> Top {
        Top((index + 1) << 1 | u32::from(below.is_none()))
    }

    #[inline(always)]
    fn is_none(self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    fn is_last(self) -> bool {
        self.0 & 1 != 0
    }

    #[inline(always)]
    fn index(self) -> u32 {
        (self.0 >> 1) - 1
    }

    /// The word with this on top, and the next tag.
    #[inline(always)]
    fn put_into(self, word: u64) -> u64 {
        (word & !TOP | u64::from(self.0) << TOP_SHIFT).wrapping_add(TAG_STEP)
    }
}

impl Word {
    /// Every free slot of the account is in this word.
    #[inline(always)]
    pub(super) fn is_shared(self) -> bool {
        self.0 & SHARED != 0
    }

    /// Somebody is owed the next slot that comes free.
    #[inline(always)]
    pub(super) fn is_attended(self) -> bool {
        self.0 & ATTENTION != 0
    }
}

/// The word, on a line of its own.
#[repr(align(128))]
pub(super) struct Head {
    word: AtomicU64,
    /// The bits that are zero if and only if no slot is free: which of the two layouts this is.
    free: u64,
    /// The same, and the flags.
    all: u64,
    /// How often the limit was changed. On this line, because a denial reads it too.
    epoch: PlainU64,
}

impl Head {
    pub(super) fn new(capacity: u32) -> Self {
        let (free, flags) = if capacity <= BITMAP_CAPACITY { (!FLAGS, FLAGS) } else { (TOP, FLAGS | FRESH) };
        Head { word: AtomicU64::new(0), free, all: free | flags, epoch: PlainU64::new(1) }
    }

    #[inline(always)]
    pub(super) fn load(&self, order: Ordering) -> Word {
        Word(self.word.load(order))
    }

    /// Which limit is in force: read before the word, it says what a denial was about.
    #[inline(always)]
    pub(super) fn epoch(&self) -> u64 {
        // Acquire: the changes of the word that the limit brought. Partner: `next_epoch`.
        self.epoch.load(PlainAcquire)
    }

    /// Another limit is in force, and the word shows it. Under the lock.
    pub(super) fn next_epoch(&self) {
        // Release: the changes of the word. Partner: `epoch`.
        self.epoch.fetch_add(1, PlainRelease);
    }

    #[inline(always)]
    pub(super) fn is_empty(&self, word: Word) -> bool {
        word.0 & self.free == 0
    }

    /// Every free slot is in the word, and there is none. Nobody is owed one either, which spares a comparison.
    #[inline(always)]
    pub(super) fn is_exhausted(&self, word: Word) -> bool {
        word.0 & self.all == SHARED
    }

    #[inline(always)]
    pub(super) fn is_bitmap(&self) -> bool {
        self.free != TOP
    }

    /// Takes a free slot that is owed to nobody, starting from the `seen` word, which was loaded with Acquire. Otherwise the
    /// word that says why not, loaded with Acquire too.
    #[inline(always)]
    pub(super) fn pop(&self, seen: Word, segments: &Segments) -> Result<u32, Word> {
        self.pop_unless(seen, segments, |word| self.is_empty(word) || word.is_attended())
    }

    /// Takes a free slot from a word that has one, where nobody changes it without a lock that the caller holds: the tree's.
    pub(super) fn pop_alone(&self, segments: &Segments) -> u32 {
        let seen = self.load(Relaxed);
        let (index, rest) = self.without_first(seen, segments);
        // Relaxed: whoever changes the word next comes after us by the lock.
        self.word.store(rest, Relaxed);
        index
    }

    /// Adds a free slot to a word that nobody changes without a lock that the caller holds: the tree's.
    pub(super) fn push_alone(&self, index: u32, segments: &Segments) {
        let seen = self.word.load(Relaxed);
        // Relaxed: the same; and so does whoever pops the slot.
        self.word.store(self.with(seen, index, segments), Relaxed);
    }

    /// Takes so many free slots at one moment, if there are so many and nobody is owed one.
    pub(super) fn pop_many(&self, count: usize, segments: &Segments, each: impl FnMut(u32)) -> bool {
        // Acquire: as in `pop`.
        let mut seen = self.load(Acquire);
        loop {
            if seen.is_attended() {
                return false;
            }
            let Some((popped, rest)) = self.first(seen, count, segments) else {
                // What was read of a stack that changed meanwhile says nothing.
                let now = self.load(Acquire);
                if now == seen {
                    return false;
                }
                seen = now;
                continue;
            };
            match self.word.compare_exchange_weak(seen.0, rest, Acquire, Acquire) {
                Ok(_) => {
                    popped.into_iter().for_each(each);
                    return true;
                }
                Err(now) => seen = Word(now),
            }
        }
    }

    /// The first so many free slots of a word, and the word without them. What is read of a stack is true if the word has not changed since.
    fn first(&self, seen: Word, count: usize, segments: &Segments) -> Option<(Vec<u32>, u64)> {
        let mut popped = Vec::with_capacity(count);
        if self.is_bitmap() {
            let mut bits = seen.0 & !FLAGS;
            for _ in 0..count {
                popped.push(bits.trailing_zeros().checked_sub(SHIFT).filter(|_| bits != 0)?);
                bits &= bits.wrapping_sub(1);
            }
            return Some((popped, bits | seen.0 & FLAGS));
        }
        let mut top = Top::of(seen.0);
        for _ in 0..count {
            if top.is_none() {
                return None;
            }
            popped.push(top.index());
            top = if top.is_last() { Top(0) } else { Top(segments.link(top.index()).load(Relaxed)) };
        }
        Some((popped, top.put_into(seen.0)))
    }

    /// How many free slots the word has. Under a lock without which none is taken.
    pub(super) fn count(&self, segments: &Segments) -> usize {
        let seen = self.load(Relaxed);
        if self.is_bitmap() {
            return (seen.0 & !FLAGS).count_ones() as usize;
        }
        let below = |top: &Top| {
            (!top.is_last()).then(|| Top(segments.link(top.index()).load(Relaxed))).filter(|top| !top.is_none())
        };
        std::iter::successors(Some(Top::of(seen.0)).filter(|top| !top.is_none()), below).count()
    }

    /// Takes a free slot for whomever it is owed to. Under the lock.
    pub(super) fn pop_owed(&self, segments: &Segments) -> Option<u32> {
        self.pop_unless(self.load(Acquire), segments, |word| self.is_empty(word)).ok()
    }

    #[inline(always)]
    fn pop_unless(&self, mut seen: Word, segments: &Segments, stop: impl Fn(Word) -> bool) -> Result<u32, Word> {
        loop {
            if stop(seen) {
                return Err(seen);
            }
            let (index, rest) = self.without_first(seen, segments);
            // Acquire: the slot's end of use, and the links. Partner: Release in `push`, of whichever push: every change of the
            // word is a read-modify-write, so each continues the release sequences of all pushes before it; or a store under the tree's lock,
            // which comes after them.
            match self.word.compare_exchange_weak(seen.0, rest, Acquire, Acquire) {
                Ok(_) => return Ok(index),
                Err(now) => seen = Word(now),
            }
        }
    }

    /// The first free slot of a word, and the word without it.
    #[inline(always)]
    fn without_first(&self, seen: Word, segments: &Segments) -> (u32, u64) {
        if self.is_bitmap() {
            let bits = seen.0 & !FLAGS;
            return (bits.trailing_zeros() - SHIFT, seen.0 & !(bits & bits.wrapping_neg()));
        }
        let top = Top::of(seen.0);
        // Another thread may have taken this slot and linked it elsewhere: then the tag differs, and the exchange fails.
        let below = if top.is_last() { 0 } else { segments.link(top.index()).load(Relaxed) };
        (top.index(), Top(below).put_into(seen.0))
    }

    /// The word with one more free slot.
    #[inline(always)]
    fn with(&self, seen: u64, index: u32, segments: &Segments) -> u64 {
        if self.is_bitmap() {
            return seen | 1 << (index + SHIFT);
        }
        let below = Top::of(seen);
        if !below.is_none() {
            segments.link(index).store(below.0, Relaxed);
        }
        Top::new(index, below).put_into(seen)
    }

    /// Adds a free slot. Returns the word before: if it is attended, somebody must be served.
    #[inline(always)]
    pub(super) fn push(&self, index: u32, segments: &Segments) -> Word {
        if self.is_bitmap() {
            // Release: the slot's end of use. Partner: the Acquire of whoever pops it.
            return Word(self.word.fetch_or(1 << (index + SHIFT), Release));
        }
        let mut seen = self.word.load(Relaxed);
        loop {
            let pushed = self.with(seen, index, segments);
            // Release: the link and the slot's end of use. Partner: the Acquire of whoever pops it.
            match self.word.compare_exchange_weak(seen, pushed, Release, Relaxed) {
                Ok(_) => return Word(seen),
                Err(now) => seen = now,
            }
        }
    }

    /// Says that every free slot is in the word. Under the lock, when that is so.
    pub(super) fn set_shared(&self) {
        // Relaxed: it is the pushes before it that publish, and they are earlier changes of the same word.
        self.word.fetch_or(SHARED, Relaxed);
    }

    /// Says whether there are free slots that are not in the word, because they were never used; beside a stack only. Under the lock.
    pub(super) fn set_fresh(&self, is_fresh: bool) {
        if is_fresh {
            self.word.fetch_or(FRESH, Relaxed);
        } else {
            self.word.fetch_and(!FRESH, Relaxed);
        }
    }

    /// Under the lock.
    pub(super) fn clear_shared(&self) {
        self.word.fetch_and(!SHARED, Relaxed);
    }

    /// Asks the next release to come to the lock. Only over an empty word, so that nobody is denied beside a free slot: false
    /// if a slot came free since `seen`. Under the lock.
    pub(super) fn attend(&self, seen: Word) -> bool {
        self.is_empty(seen) && self.word.compare_exchange(seen.0, seen.0 | ATTENTION, Relaxed, Relaxed).is_ok()
    }

    /// Under the lock.
    pub(super) fn clear_attention(&self) {
        self.word.fetch_and(!ATTENTION, Relaxed);
    }
}
