//! How long handles lived: a ring of bins in each cache, flushed into the account's histograms 64 at a time.
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
/// One in this many acquisitions on the tick is stamped exactly.
pub(crate) const SAMPLED: u64 = 16;

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
            self.add(bin, counts[bin as usize]);
        }
    }

    fn add(&self, bin: u8, count: u8) {
        self.0[bin as usize].fetch_add(u64::from(count), Relaxed);
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

    /// Counts one lifetime of a thread without a cache.
    pub(super) fn count_one(&self, bin: u8) {
        self.of(0).add(bin, 1);
    }

    pub(super) fn add_to(&self, bins: &mut [u64; BINS]) {
        for histogram in self.0.iter().filter_map(OnceLock::get) {
            for (sum, bin) in bins.iter_mut().zip(&histogram.0) {
                *sum += bin.load(Relaxed);
            }
        }
    }
}

/// How long the handles of an account lived, as counts by bin.
#[derive(Clone, Debug)]
pub(crate) struct Lifetimes {
    bins: [u64; BINS],
    clock: &'static Clock,
}

impl Lifetimes {
    /// Weighs what was recorded: on the tick, the short ones stand for [`SAMPLED`] each.
    pub(super) fn new(mut bins: [u64; BINS], mode: ClockMode, clock: &'static Clock) -> Self {
        if mode == ClockMode::Tick {
            for bin in &mut bins[..bin_of(clock.long()) as usize] {
                *bin *= SAMPLED;
            }
        }
        Lifetimes { bins, clock }
    }

    /// How many lifetimes this knows or stands for.
    pub(crate) fn count(&self) -> u64 {
        self.bins.iter().sum()
    }

    /// The lifetime that a share of the handles did not exceed, in nanoseconds: the middle of its bin, so at most 12.5 % off.
    /// `None` when nothing was recorded.
    pub(crate) fn quantile(&self, share: f64) -> Option<u64> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let rank = ((count as f64 * share).ceil() as u64).clamp(1, count);
        let mut seen = 0;
        let bin = self.bins.iter().position(|&bin| {
            seen += bin;
            seen >= rank
        })?;
        let middle = (lower_edge(bin) + lower_edge(bin + 1)) / 2.0;
        Some(self.clock.nanos(middle as u64))
    }
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
