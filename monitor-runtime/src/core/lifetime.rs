//! How long handles lived, in histograms. With an exact clock every one is recorded, by way of a ring in each cache that is flushed 64 at a time; on the
//! tick samples are, by their sites.
//!
//! A store to an address that depends on the clock would wait for the clock; a store of a bin to the next place of a ring
//! does not. Binning is sixteen bins per octave, read off a float's exponent and its four top mantissa bits, without `bsr`: the log-linear
//! bins of HdrHistogram (G. Tene) with four bits of precision.

use std::sync::OnceLock;

use super::clock::Clock;
use super::counter::Counter;
use crate::sync::plain::{AtomicU16, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// Bins of an octave, as a power of two.
const PRECISION: u32 = 4;
/// The octaves that have bins of their own, in the clock's units: from some 10 ns to 270 days. What is shorter or longer is in the first or the
/// last bin.
const OCTAVES: std::ops::Range<u32> = 5..56;
/// Bins of a histogram.
const BINS: usize = ((OCTAVES.end - OCTAVES.start) as usize) << PRECISION;
const RING: usize = 64;

/// The top of a float's bits that is its exponent and the bits of its mantissa that make a bin.
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - PRECISION;
/// What that is for the first bin.
const FIRST: u64 = (1023 + OCTAVES.start as u64) << PRECISION;
const LEAST: u64 = 1 << OCTAVES.start;
/// The largest number below the last octave's end that a float has exactly.
const MOST: u64 = (1 << OCTAVES.end) - (1 << PRECISION);

/// The bin of a difference of readings.
#[inline(always)]
pub(crate) fn bin_of(difference: u64) -> u16 {
    // A conversion from a signed integer is one instruction.
    let bits = (difference.clamp(LEAST, MOST) as i64 as f64).to_bits();
    ((bits >> SHIFT) - FIRST) as u16
}

/// The smallest difference that falls into `bin` or a later one, but for the first, which has all that are smaller too.
pub(crate) fn lower_edge(bin: usize) -> f64 {
    f64::from_bits((bin as u64 + FIRST) << SHIFT)
}

/// Bins that wait to be counted.
#[derive(Debug)]
pub(super) struct Ring {
    pushed: Counter,
    bins: [AtomicU16; RING],
}

impl Ring {
    pub(super) const fn new() -> Self {
        Ring { pushed: Counter::new(0), bins: [const { AtomicU16::new(0) }; RING] }
    }

    /// Adds a bin. True when the ring is full and must be flushed.
    #[inline(always)]
    pub(super) fn push(&self, bin: u16) -> bool {
        let pushed = self.pushed.get();
        self.bins[pushed as usize % RING].store(bin, Relaxed);
        self.pushed.set(pushed + 1);
        (pushed + 1).is_multiple_of(RING as u64)
    }

    /// The bins that were pushed since the last flush.
    fn pending(&self) -> impl Iterator<Item = u16> {
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

    pub(super) fn add_pending_to(&self, bins: &mut Bins) {
        self.pending().for_each(|bin| bins.add(bin as usize, 1));
    }
}

/// Counts by bin, written by the threads that share it.
#[derive(Debug)]
pub(super) struct Histogram {
    bins: [AtomicU64; BINS],
    /// One bit for each octave in which something was ever counted: mostly there are few, and readers look at no others.
    octaves: AtomicU64,
}

const _: () = assert!(OCTAVES.end - OCTAVES.start <= u64::BITS);

impl Default for Histogram {
    fn default() -> Self {
        Histogram { bins: [const { AtomicU64::new(0) }; BINS], octaves: AtomicU64::new(0) }
    }
}

impl Histogram {
    /// Counts what a ring held, at the price of one addition for each different bin.
    fn count(&self, bins: impl Iterator<Item = u16>) {
        let mut counts = [0_u8; BINS];
        let mut different = [0_u16; RING];
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

    pub(super) fn add(&self, bin: u16, count: u64) {
        let octave = octave_of(bin as usize);
        if self.octaves.load(Relaxed) & octave == 0 {
            self.octaves.fetch_or(octave, Relaxed);
        }
        // Release: that a ring is full, and is pending no more. Partner: Acquire in `Bins::add_all`.
        self.bins[bin as usize].fetch_add(count, Release);
    }

    /// While nobody adds.
    pub(super) fn clear(&self) {
        self.bins.iter().for_each(|bin| bin.store(0, Relaxed));
        self.octaves.store(0, Relaxed);
    }
}

fn octave_of(bin: usize) -> u64 {
    1 << (bin >> PRECISION)
}

/// The bins of some octaves.
fn bins_of(octaves: u64) -> impl Iterator<Item = usize> {
    (0..OCTAVES.end - OCTAVES.start)
        .filter(move |octave| octaves & 1 << octave != 0)
        .flat_map(|octave| (octave as usize) << PRECISION..(octave as usize + 1) << PRECISION)
}

/// Counts by bin, as they were read and added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Bins {
    /// One bit for each octave in which something is.
    octaves: u64,
    /// `None`: nothing is anywhere.
    counts: Option<Box<[u64; BINS]>>,
}

impl Bins {
    pub(super) fn add_all(&mut self, of: &Histogram) {
        for bin in bins_of(of.octaves.load(Relaxed)) {
            // Acquire: that rings are pending no more, which are looked at after it. Partner: Release in `Histogram::add`.
            self.add(bin, of.bins[bin].load(Acquire));
        }
    }

    fn add(&mut self, bin: usize, count: u64) {
        if count > 0 {
            self.octaves |= octave_of(bin);
            self.counts.get_or_insert_with(|| Box::new([0; BINS]))[bin] += count;
        }
    }

    /// Takes away what was there before.
    pub(super) fn subtract(&mut self, before: &Bins) {
        if let Some(counts) = &mut self.counts {
            before.filled().for_each(|(bin, count)| counts[bin] -= count);
        }
    }

    /// Is nowhere less than `seen`.
    pub(super) fn raise_to(&mut self, seen: &Bins) {
        for (bin, count) in seen.filled() {
            let own = self.counts.as_ref().map_or(0, |counts| counts[bin]);
            self.add(bin, count.saturating_sub(own));
        }
    }

    /// The bins in which something is.
    fn filled(&self) -> impl Iterator<Item = (usize, u64)> {
        let bins = self.counts.iter().flat_map(|counts| bins_of(self.octaves).map(|bin| (bin, counts[bin])));
        bins.filter(|(_, count)| *count > 0)
    }
}

/// What is counted of an account: a few times, so that threads which count at once seldom meet.
#[derive(Debug)]
pub(super) struct Shards<T>([OnceLock<Box<T>>; 4]);

impl<T: Default> Shards<T> {
    pub(super) const fn new() -> Self {
        Shards([const { OnceLock::new() }; 4])
    }

    /// The `n`-th thread's, made if need be.
    pub(super) fn of(&self, n: usize) -> &T {
        self.0[n % self.0.len()].get_or_init(Box::default)
    }

    pub(super) fn get(&self, n: usize) -> Option<&T> {
        self.0[n % self.0.len()].get().map(Box::as_ref)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(OnceLock::get).map(Box::as_ref)
    }
}

/// How long handles lived, or were waited for: what was recorded, each as often as it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    bins: Bins,
    clock: &'static Clock,
}

impl Times {
    pub(super) fn new(bins: Bins, clock: &'static Clock) -> Self {
        Times { bins, clock }
    }

    /// The bins in which something is: their lower edges in nanoseconds, their upper edges, and how many.
    pub(crate) fn bins(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        let edge = |bin| self.clock.nanos(lower_edge(bin) as u64);
        self.bins.filled().map(move |(bin, count)| (if bin == 0 { 0 } else { edge(bin) }, edge(bin + 1), count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_contiguous_and_hold_what_falls_into_them() {
        for difference in (LEAST..100_000).chain((7..55).map(|shift| (1 << shift) + 12_345)) {
            let bin = bin_of(difference) as usize;
            let value = difference as f64;
            assert!(lower_edge(bin) <= value && value < lower_edge(bin + 1), "{difference} in bin {bin}");
        }
    }

    #[test]
    fn what_is_too_short_or_too_long_is_in_the_outermost_bins() {
        assert_eq!([0, 1, LEAST].map(bin_of), [0; 3]);
        assert_eq!([MOST, MOST + 1, u64::MAX].map(bin_of), [BINS as u16 - 1; 3]);
    }

    #[test]
    fn a_bin_is_at_most_a_sixteenth_wide() {
        for bin in 0..BINS {
            assert!(lower_edge(bin + 1) / lower_edge(bin) <= 1.0625 + f64::EPSILON);
        }
    }
}
