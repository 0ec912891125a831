//! Which acquisitions and denials of a thread are sampled: stamped exactly where others get the tick, and counted by their sites.
//!
//! What is counted so is right on average, however little a thread does: where the density changes, the distance to the next sample is drawn as for
//! somebody who comes upon samples that have always been taken so (a stationary renewal process; W. Feller, *An Introduction to Probability Theory*,
//! vol. II, ch. XI).

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

    /// How many acquisitions come before it.
    fn begin(self) -> u64 {
        match self {
            Sampling::All => 0,
            Sampling::Dense => FEW,
            Sampling::Sparse => MANY,
        }
    }

    /// The distance between two samples: drawn evenly, so that no rhythm of the program can fall in step with it.
    fn gap(self, random: &mut impl FnMut() -> u64) -> u64 {
        1 + below(2 * self.weight() - 1, random())
    }

    /// The distance to the next sample from a moment at which none need be taken: of two different numbers up to the longest gap and one more, the
    /// smaller. It is as long with the same probability as the rest of such a gap, in which that moment falls.
    fn rest(self, random: &mut impl FnMut() -> u64) -> u64 {
        let most = 2 * self.weight();
        let (one, other) = (1 + below(most, random()), 1 + below(most - 1, random()));
        one.min(if other < one { other } else { other + 1 })
    }

    /// How many acquisitions come before the next sample, after one before which so many came.
    pub(super) fn next(acquired: u64, mut random: impl FnMut() -> u64) -> u64 {
        let sampling = Sampling::after(acquired);
        let next = acquired + sampling.gap(&mut random);
        match Sampling::after(next) {
            same if same == sampling => next,
            other => other.begin() + other.rest(&mut random) - 1,
        }
    }
}

/// A number below `most`, by a multiplication, which is less dear than a division (D. Lemire, *Fast Random Integer Generation in an Interval*, 2019).
fn below(most: u64, random: u64) -> u64 {
    ((u128::from(random) * u128::from(most)) >> 64) as u64
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

    /// It is: draws the next.
    pub(super) fn draw(&self, acquired: u64) -> Sampling {
        let before = acquired.saturating_sub(1 + self.acquired_before.get());
        self.next_acquisition.set(acquired + self.gap(before));
        Sampling::after(before)
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

    /// It is: draws the next. `denied` are of the first sort, `refused` of the other.
    pub(super) fn draw_denial(&self, denied: u64, refused: u64) -> Sampling {
        let before = (denied + refused).saturating_sub(1 + self.denied_before.get());
        let gap = self.gap(before);
        self.next_denial.set(denied + gap);
        self.until_refusal.set(gap);
        Sampling::after(before)
    }

    /// The distance to the next sample from one before which so many came.
    fn gap(&self, before: u64) -> u64 {
        let random = || {
            let random = scrambled(self.random.get());
            self.random.set(random);
            random
        };
        Sampling::next(before, random) - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However little a thread does, what its samples stand for is right on average.
    #[test]
    fn estimates_are_right_on_average() {
        const THREADS: u64 = 20_000;
        for acquired in [1, 64, 65, 70, 80, 100, 500, 4_000, 4_096, 4_100, 4_200, 5_000] {
            let mut random = 1;
            let mut draw = || {
                random = scrambled(random);
                random
            };
            let counted: u64 = (0..THREADS)
                .map(|_| {
                    let samples = std::iter::successors(Some(0), |before| Some(Sampling::next(*before, &mut draw)));
                    let samples = samples.take_while(|before| *before < acquired);
                    samples.map(|before| Sampling::after(before).weight()).sum::<u64>()
                })
                .sum();
            let error = counted as f64 / (THREADS * acquired) as f64 - 1.0;
            assert!(error.abs() < 0.005, "{acquired} acquisitions: {:+.2} %", 100.0 * error);
        }
    }
}
