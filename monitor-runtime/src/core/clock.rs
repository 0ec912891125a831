//! Time: a tick that costs one load, and exact readings for those who pay for them.
//!
//! Readings are in the clock source's own units; differences of them are converted when somebody asks. Nothing in the crate asks
//! the operating system for the time on its own, so a simulated clock moves everything.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::wakers::wake_now;
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// Lifetimes from this length on are recorded for all handles of a kind on the tick, shorter ones for the sampled.
const LONG: Duration = Duration::from_millis(100);

/// A tick that is older than this is not coming.
const PATIENCE: Duration = Duration::from_secs(1);

/// A source of time with the tick that was last read from it.
#[repr(align(128))]
#[derive(Debug)]
pub struct Clock {
    tick: AtomicU64,
    long: u64,
    /// Whether the source reads the processor's time-stamp counter, which we can do without a call.
    is_tsc: bool,
    source: Option<quanta::Clock>,
}

impl Clock {
    /// Stands still, for those who have no account to take a clock from.
    pub(super) const fn stopped() -> &'static Clock {
        static STOPPED: Clock = Clock { tick: AtomicU64::new(0), long: u64::MAX, is_tsc: false, source: None };
        &STOPPED
    }

    fn new(source: quanta::Clock) -> Self {
        let (before, reading, after) = (time_stamp_counter(), source.raw(), time_stamp_counter());
        let is_tsc = before < reading && reading < after;
        let mut clock = Clock { tick: AtomicU64::new(reading), long: 1, is_tsc, source: Some(source) };
        // A power of two, so that it is a boundary of the histogram's bins.
        while clock.nanos(clock.long) < LONG.as_nanos() as u64 {
            clock.long *= 2;
        }
        clock
    }

    /// The machine's clock.
    pub fn real() -> &'static Clock {
        static REAL: LazyLock<Clock> = LazyLock::new(|| Clock::new(quanta::Clock::new()));
        &REAL
    }

    /// A clock that stands still until [`SimulatedTime::advance`] moves it. For tests: it is never freed.
    pub fn simulated() -> (&'static Clock, SimulatedTime) {
        let (source, mock) = quanta::Clock::mock();
        // Zero means "never stamped".
        mock.increment(1_u64 << 32);
        let clock: &'static Clock = Box::leak(Box::new(Clock::new(source)));
        (clock, SimulatedTime { clock, mock })
    }

    /// An exact reading, in the source's units.
    pub(crate) fn now(&self) -> u64 {
        self.now_if_cheap().unwrap_or_else(|| self.source.as_ref().map_or(0, quanta::Clock::raw))
    }

    /// The same, where it takes no call.
    #[inline(always)]
    pub(super) fn now_if_cheap(&self) -> Option<u64> {
        self.is_tsc.then(time_stamp_counter)
    }

    /// The reading at the last tick.
    #[inline(always)]
    pub(crate) fn last_tick(&self) -> u64 {
        self.tick.load(Relaxed)
    }

    /// From this difference of readings on, a lifetime is known for every handle.
    #[inline(always)]
    pub(crate) fn long(&self) -> u64 {
        self.long
    }

    /// Takes a reading as the new tick.
    pub(crate) fn advance_tick(&self) {
        self.tick.store(self.now(), Relaxed);
    }

    /// For how long no tick came, if that is longer than the slowest tick explains.
    pub(crate) fn stands_still(&self) -> Option<Duration> {
        let still = self.since(self.last_tick());
        (still > PATIENCE).then_some(still)
    }

    /// A difference of two readings, in nanoseconds.
    pub(crate) fn nanos(&self, difference: u64) -> u64 {
        self.source.as_ref().map_or(0, |source| source.delta_as_nanos(0, difference))
    }

    /// The reading that lies so far ahead of `now`.
    pub(crate) fn reading_in(&self, time: Duration) -> u64 {
        const UNITS: u128 = 1 << 32;
        let nanos = u128::from(self.nanos(UNITS as u64).max(1));
        let units = (time.as_nanos().saturating_mul(UNITS) / nanos).min(u128::from(u64::MAX >> 2));
        self.now().saturating_add(units as u64)
    }

    /// The time since a reading; zero if it lies ahead.
    pub(crate) fn since(&self, reading: u64) -> Duration {
        Duration::from_nanos(self.nanos(self.now().saturating_sub(reading)))
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn time_stamp_counter() -> u64 {
    // SAFETY: every x86-64 processor has the instruction. Where an operating system forbids it, quanta, which reads it
    // whatever is decided here, fails too.
    unsafe { std::arch::x86_64::_rdtsc() }
}

/// Never between two readings of a clock.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn time_stamp_counter() -> u64 {
    0
}

/// Moves a simulated [`Clock`].
#[derive(Debug, Clone)]
pub struct SimulatedTime {
    clock: &'static Clock,
    mock: Arc<quanta::Mock>,
}

impl SimulatedTime {
    /// Lets `by` pass, and ticks.
    pub fn advance(&self, by: Duration) {
        self.mock.increment(by);
        self.clock.advance_tick();
        super::deadline::expire(self.clock, wake_now);
    }
}
