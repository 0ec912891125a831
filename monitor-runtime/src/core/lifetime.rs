//! How long handles lived: the samples of a tick, or every one, by way of a ring in each cache that is flushed into the account's
//! histograms 64 at a time.
//!
//! A store to an address that depends on the clock would wait for the clock; a store of a bin to the next place of a ring
//! does not. Binning is four bins per octave, read off a float's exponent and its two top mantissa bits, without `bsr`.

use std::sync::OnceLock;

use super::clock::Clock;
use super::counter::Counter;
use crate::kind::ClockMode;
use crate::sync::plain::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// Bins of a histogram: four per octave of a 64-bit difference of readings.
pub(crate) const BINS: usize = 256;
const RING: usize = 64;

/// How densely a thread's acquisitions on the tick are stamped exactly: all of the first few, since a little use must be known as
/// well as a lot; then one in 16; and one in 64 of a thread that acquires often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sampling {
    All,
    Dense,
    Sparse,
}

impl Sampling {
    /// Of a thread that has acquired so often.
    pub(super) fn after(acquired: u64) -> Sampling {
        match acquired {
            0..64 => Sampling::All,
            64..4096 => Sampling::Dense,
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

/// The bin of a difference of readings.
#[inline(always)]
pub(crate) fn bin_of(difference: u64) -> u8 {
    // A conversion from a signed integer is one instruction; no difference comes near 2^63.
    let bits = (difference.max(1) as i64 as f64).to_bits();
    ((bits >> 50) - 4092) as u8
}

/// The smallest difference that falls into `bin` or a later one; for `BINS`, the largest there is.
pub(crate) fn lower_edge(bin: usize) -> f64 {
    f64::from_bits((bin as u64 + 4092) << 50)
}

/// Bins that wait to be counted.
#[derive(Debug)]
pub(super) struct Ring {
    pushed: Counter,
    bins: [AtomicU8; RING],
}

impl Ring {
    pub(super) const fn new() -> Self {
        Ring { pushed: Counter::new(0), bins: [const { AtomicU8::new(0) }; RING] }
    }

    /// Adds a bin. True when the ring is full and must be flushed.
    #[inline(always)]
    pub(super) fn push(&self, bin: u8) -> bool {
        let pushed = self.pushed.get();
        self.bins[pushed as usize % RING].store(bin, Relaxed);
        self.pushed.set(pushed + 1);
        (pushed + 1).is_multiple_of(RING as u64)
    }

    /// The bins that were pushed since the last flush.
    fn pending(&self) -> impl Iterator<Item = u8> {
        let pending = self.pushed.get() as usize % RING;
        self.bins[..pending].iter().map(|bin| bin.load(Relaxed))
    }

    /// Counts a full ring.
    pub(super) fn flush_full(&self, into: &Histogram) {
        into.count(self.bins.iter().map(|bin| bin.load(Relaxed)));
    }

    /// Counts what is pending; nothing may be pushed any more.
    pub(super) fn flush_rest(&self, into: &Histogram) {
        into.count(self.pending());
        self.pushed.set(0);
    }

    pub(super) fn add_pending_to(&self, bins: &mut [u64; BINS]) {
        for bin in self.pending() {
            bins[bin as usize] += 1;
        }
    }
}

/// Counts by bin, written by the threads that share it.
#[derive(Debug)]
pub(super) struct Histogram([AtomicU64; BINS]);

impl Histogram {
    fn new() -> Self {
        Histogram([const { AtomicU64::new(0) }; BINS])
    }

    /// Counts what a ring held, at the price of one addition for each different bin.
    fn count(&self, bins: impl Iterator<Item = u8>) {
        let mut counts = [0_u8; BINS];
        let mut different = [0_u8; RING];
        let mut len = 0;
        for bin in bins.take(RING) {
            let count = &mut counts[bin as usize];
            if *count == 0 {
                different[len] = bin;
                len += 1;
            }
            *count += 1;
        }
        for &bin in &different[..len] {
            self.add(bin, u64::from(counts[bin as usize]));
        }
    }

    pub(super) fn add(&self, bin: u8, count: u64) {
        self.0[bin as usize].fetch_add(count, Relaxed);
    }
}

/// An account's histograms: a few, so that threads which flush at once seldom meet.
#[derive(Debug)]
pub(super) struct Shards([OnceLock<Box<Histogram>>; 8]);

impl Shards {
    pub(super) const fn new() -> Self {
        Shards([const { OnceLock::new() }; 8])
    }

    /// The `n`-th thread's histogram, made if need be.
    pub(super) fn of(&self, n: usize) -> &Histogram {
        self.0[n % self.0.len()].get_or_init(|| Box::new(Histogram::new()))
    }

    pub(super) fn add_to(&self, bins: &mut [u64; BINS]) {
        for histogram in self.0.iter().filter_map(OnceLock::get) {
            for (sum, bin) in bins.iter_mut().zip(&histogram.0) {
                *sum += bin.load(Relaxed);
            }
        }
    }
}

/// How long the handles of an account lived.
#[derive(Clone, Debug)]
pub(crate) struct Lifetimes {
    /// What was recorded.
    bins: [u64; BINS],
    /// Of the bins below this one, only samples were recorded.
    first_long: usize,
    /// Lifetimes that the samples stand for.
    short: u64,
    clock: &'static Clock,
}

impl Lifetimes {
    /// What was recorded of `released` handles. On the tick all that are long were, so the others are what the samples among
    /// them stand for.
    pub(super) fn new(bins: [u64; BINS], released: u64, mode: ClockMode, clock: &'static Clock) -> Self {
        if mode != ClockMode::Tick {
            return Lifetimes { bins, first_long: 0, short: 0, clock };
        }
        let first_long = bin_of(clock.long()) as usize;
        let short = released.saturating_sub(bins[first_long..].iter().sum());
        Lifetimes { bins, first_long, short, clock }
    }

    /// How many lifetimes were recorded, or are stood for.
    pub(crate) fn count(&self) -> u64 {
        self.short + self.bins[self.first_long..].iter().sum::<u64>()
    }

    /// The lifetime that a share of the handles did not exceed, in nanoseconds: the middle of its bin, so at most 12.5 % off.
    /// `None` when nothing was recorded that tells.
    pub(crate) fn quantile(&self, share: f64) -> Option<u64> {
        let (samples, long) = self.bins.split_at(self.first_long);
        let sampled = samples.iter().sum::<u64>() as f64;
        let rank = (self.count() as f64 * share).ceil().max(1.0);
        let bin = if rank <= self.short as f64 {
            // Among the samples, the one that has as large a share of them below it.
            bin_at(samples, (rank * sampled / self.short as f64).ceil())?
        } else {
            self.first_long + bin_at(long, rank - self.short as f64)?
        };
        let middle = (lower_edge(bin) + lower_edge(bin + 1)) / 2.0;
        Some(self.clock.nanos(middle as u64))
    }
}

/// The bin in which the `rank`-th lies, counted from 1.
fn bin_at(bins: &[u64], rank: f64) -> Option<usize> {
    let mut seen = 0;
    bins.iter().position(|&bin| {
        seen += bin;
        bin > 0 && seen as f64 >= rank
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_contiguous_and_hold_what_falls_into_them() {
        for difference in (0..100_000).chain((1..62).map(|shift| (1 << shift) + 12_345)) {
            let bin = bin_of(difference) as usize;
            let value = difference.max(1) as f64;
            assert!(lower_edge(bin) <= value && value < lower_edge(bin + 1), "{difference} in bin {bin}");
        }
    }

    #[test]
    fn a_bin_is_at_most_a_quarter_octave_wide() {
        for bin in 0..BINS - 1 {
            assert!(lower_edge(bin + 1) / lower_edge(bin) <= 1.25 + f64::EPSILON);
        }
    }
}
