//! Which acquisitions and denials of a thread are sampled: stamped exactly where others get the tick, and counted by their sites.

use super::counter::Counter;

/// Acquisitions of a thread that are all sampled, and those that are sampled densely.
const FEW: u64 = 64;
const MANY: u64 = 4_096;

/// How densely a thread's acquisitions are sampled, which on the tick means stamped exactly: all of the first few, since a little use must be known as
/// well as a lot; then one in 16; and one in 64 of a thread that acquires often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sampling {
    All,
    Dense,
    Sparse,
}

impl Sampling {
    /// Of a thread that has acquired so often before.
    pub(super) fn after(acquired: u64) -> Sampling {
        match acquired {
            0..FEW => Sampling::All,
            FEW..MANY => Sampling::Dense,
            _ => Sampling::Sparse,
        }
    }

    /// How many acquisitions a sample stands for.
    pub(super) fn weight(self) -> u64 {
        match self {
            Sampling::All => 1,
            Sampling::Dense => 16,
            Sampling::Sparse => 64,
        }
    }

    /// How many acquisitions there are to the next sample: drawn evenly by a random number, so that no rhythm of the program can
    /// fall in step with it.
    pub(super) fn gap(self, random: u64) -> u64 {
        1 + random % (2 * self.weight() - 1)
    }
}

/// The next number of a row that looks random (xorshift64, G. Marsaglia, *Xorshift RNGs*, 2003). Never zero.
pub(super) fn scrambled(mut random: u64) -> u64 {
    random ^= random << 13;
    random ^= random >> 7;
    random ^ random << 17
}

/// Which acquisitions and denials of a thread in an account are sampled: drawn as they come.
#[derive(Debug)]
pub(super) struct Lottery {
    next_acquisition: Counter,
    next_denial: Counter,
    /// How many denials there are until the next where levels above are charged.
    until_refusal: Counter,
    /// How many acquisitions and denials there were when the account was opened.
    acquired_before: Counter,
    denied_before: Counter,
    random: Counter,
}

impl Lottery {
    pub(super) const fn new(seed: u64) -> Self {
        Lottery {
            next_acquisition: Counter::new(1),
            next_denial: Counter::new(1),
            until_refusal: Counter::new(1),
            acquired_before: Counter::new(0),
            denied_before: Counter::new(0),
            random: Counter::new(seed | 1),
        }
    }

    /// Whether the last of so many acquisitions is sampled.
    #[inline(always)]
    pub(super) fn draws(&self, acquired: u64) -> bool {
        acquired >= self.next_acquisition.get()
    }

    /// It is: the next is another.
    pub(super) fn draw(&self, acquired: u64) -> Sampling {
        let sampling = Sampling::after(acquired.saturating_sub(1 + self.acquired_before.get()));
        self.next_acquisition.set(acquired + sampling.gap(self.random()));
        sampling
    }

    /// One was sampled whatever its turn was.
    pub(super) fn skip(&self) {
        self.next_acquisition.set(self.next_acquisition.get() + 1);
    }

    /// Samples as densely as at first, after so many acquisitions and denials of both sorts: the account was opened again. The owner acquires
    /// nothing meanwhile.
    pub(super) fn restart(&self, acquired: u64, denied: u64, refused: u64) {
        self.acquired_before.set(acquired);
        self.denied_before.set(denied + refused);
        self.next_acquisition.set(acquired + 1);
        self.next_denial.set(denied + 1);
        self.until_refusal.set(1);
    }

    /// Whether the last of so many denials is sampled.
    #[inline(always)]
    pub(super) fn draws_denial(&self, denied: u64) -> bool {
        denied >= self.next_denial.get()
    }

    /// The same for the one that was just made where levels above are charged: it may be counted in several ways.
    #[inline(always)]
    pub(super) fn draws_refusal(&self) -> bool {
        let left = self.until_refusal.get().wrapping_sub(1);
        self.until_refusal.set(left);
        left == 0
    }

    /// It is: the next is another. `denied` are of the first sort, `refused` of the other.
    pub(super) fn draw_denial(&self, denied: u64, refused: u64) -> Sampling {
        let sampling = Sampling::after((denied + refused).saturating_sub(1 + self.denied_before.get()));
        let gap = sampling.gap(self.random());
        self.next_denial.set(denied + gap);
        self.until_refusal.set(gap);
        sampling
    }

    fn random(&self) -> u64 {
        let random = scrambled(self.random.get());
        self.random.set(random);
        random
    }
}
