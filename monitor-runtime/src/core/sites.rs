//! What each site did: how often it acquired, released and was denied, how long it held and waited.
//!
//! Only the sampled ways of acquiring, releasing and denying come here, and the releases of what was held for long. So all of it is estimated: a
//! sample counts as often as it stands for. A release counts by the site that acquired, and only if that acquisition was counted; of what
//! was held for long, how long is recorded in any case, if need be among all other sites.

use std::array;
use std::panic::Location;
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use super::account::Account;
use super::clock::Clock;
use super::lifetime::{Bins, Histogram, Shards, Times, bin_of};
use super::sampling::Sampling;
use super::slot::Stamp;
use crate::error::Reason;
use crate::sync::plain::{AtomicPtr, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// Sites that are counted one by one: the first that are seen, until the account is opened anew.
const NAMED: usize = 16;

/// The sites of an account.
#[derive(Debug)]
pub(super) struct Sites {
    /// By their lines, with open addresses; null: nobody's. All locations in a line are one.
    named: [AtomicPtr<Location<'static>>; NAMED],
    /// Threads that do little share the first, so that little memory is used for them.
    counts: Shards<ByName>,
}

/// What some threads did at each of the named sites and, last, at all others.
type ByName = [Counts; NAMED + 1];

/// What some threads did at a site.
#[derive(Debug, Default)]
struct Counts {
    acquired: AtomicU64,
    released: AtomicU64,
    denied: [AtomicU64; Reason::ALL.len()],
    use_time: Durations,
    wait_time: Durations,
}

/// A histogram that is made when there is something to record.
#[derive(Debug, Default)]
struct Durations(OnceLock<Box<Histogram>>);

/// What was done at a site, as it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteReading {
    /// One of the locations in its line. `None`: all that have no name of their own.
    pub(crate) site: Option<&'static Location<'static>>,
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: [u64; Reason::ALL.len()],
    number: usize,
    account: &'static Account,
}

impl Sites {
    pub(super) const fn new() -> Self {
        Sites { named: [const { AtomicPtr::new(ptr::null_mut()) }; NAMED], counts: Shards::new() }
    }

    /// Makes what a release needs in any case, since it is not to allocate.
    pub(super) fn prepare(&self) {
        self.counts.of(0)[NAMED].use_time.histogram();
    }

    /// Counts an acquisition by the `thread`-th thread, if it was sampled.
    pub(super) fn acquired(&self, thread: usize, site: &'static Location<'static>, created: Stamp) {
        if let Some(sampling) = created.sampling() {
            let counts = self.of(shard(thread, sampling), site);
            counts.acquired.fetch_add(sampling.weight(), Relaxed);
            // Made now, since a release is not to allocate.
            counts.use_time.histogram();
        }
    }

    /// Counts a release, if the acquisition was sampled; and how long it was held, if it was or that is long.
    pub(super) fn released(
        &self,
        thread: usize,
        site: &'static Location<'static>,
        created: Stamp,
        held: u64,
        clock: &Clock,
    ) {
        let sampling = created.sampling();
        if sampling.is_none() && held < clock.long() {
            return;
        }
        let counts = self.with_use_time(sampling.map_or(0, |sampling| shard(thread, sampling)), site);
        counts.use_time.histogram().add(bin_of(held), created.weight(held, clock));
        if let Some(sampling) = sampling {
            // Release: the acquisition, which was counted before. Partner: Acquire in `Account::sites`.
            counts.released.fetch_add(sampling.weight(), Release);
        }
    }

    /// Counts a denial, which is a sample.
    pub(super) fn denied(&self, thread: usize, site: &'static Location<'static>, reason: Reason, sampling: Sampling) {
        let counts = self.of(shard(thread, sampling), site);
        counts.denied[reason as usize].fetch_add(sampling.weight(), Relaxed);
    }

    /// Counts how long somebody has waited who is served now.
    pub(super) fn waited(&self, site: &'static Location<'static>, waited: u64, times: u64) {
        self.of(0, site).wait_time.histogram().add(bin_of(waited), times);
    }

    fn of(&self, shard: usize, site: &'static Location<'static>) -> &Counts {
        &self.counts.of(shard)[self.number(site)]
    }

    /// The same or, if there is no histogram in it, another in which there is one: of a line from which none was sampled, that of all others.
    fn with_use_time(&self, shard: usize, site: &'static Location<'static>) -> &Counts {
        let number = self.number(site);
        let of = |number: usize| {
            self.counts.get(shard).into_iter().chain(self.counts.iter()).map(move |counts| &counts[number])
        };
        let mut made = of(number).chain(of(NAMED));
        made.find(|counts| counts.use_time.0.get().is_some()).unwrap_or_else(|| self.of(0, site))
    }

    /// The number of a site among those that are named, or [`NAMED`].
    fn number(&self, site: &'static Location<'static>) -> usize {
        let first = site.line() as usize;
        let mut numbers = (first..first + NAMED).map(|number| number % NAMED);
        numbers.find(|number| self.is_or_becomes(*number, site)).unwrap_or(NAMED)
    }

    fn is_or_becomes(&self, number: usize, site: &'static Location<'static>) -> bool {
        if self.named(number).is_none() {
            let own = ptr::from_ref(site).cast_mut();
            // Relaxed: what it leads to was there before the program was. If another comes first, it is looked at below.
            let _ = self.named[number].compare_exchange(ptr::null_mut(), own, Relaxed, Relaxed);
        }
        self.named(number).is_some_and(|named| is_same_line(named, site))
    }

    fn named(&self, number: usize) -> Option<&'static Location<'static>> {
        let site = NonNull::new(self.named.get(number)?.load(Relaxed))?;
        // SAFETY: what is stored there is a `&'static Location`.
        Some(unsafe { site.as_ref() })
    }

    /// Starts from nothing. Nobody holds anything of the account, nor asks for it.
    pub(super) fn clear(&self) {
        self.named.iter().for_each(|name| name.store(ptr::null_mut(), Relaxed));
        self.counts.iter().flatten().for_each(Counts::clear);
    }

    /// How long those were held that were released, from whichever site.
    pub(super) fn use_times(&self) -> Bins {
        added_up(self.counts.iter().flatten().map(|counts| &counts.use_time))
    }

    /// How long those had waited that were acquired after having to.
    pub(super) fn wait_times(&self) -> Bins {
        added_up(self.counts.iter().flatten().map(|counts| &counts.wait_time))
    }

    fn sum(&self, number: usize, of: impl Fn(&Counts) -> u64) -> u64 {
        self.counts.iter().map(|counts| of(&counts[number])).sum()
    }
}

/// One line can be many locations: each instance of a generic function may have its own.
fn is_same_line(one: &'static Location<'static>, other: &'static Location<'static>) -> bool {
    ptr::eq(one, other) || (one.line() == other.line() && one.file() == other.file())
}

/// Where a thread counts that is sampled so densely.
fn shard(thread: usize, sampling: Sampling) -> usize {
    if sampling == Sampling::Sparse { thread } else { 0 }
}

impl Counts {
    fn clear(&self) {
        let Counts { acquired, released, denied, use_time, wait_time } = self;
        [acquired, released].into_iter().chain(denied).for_each(|count| count.store(0, Relaxed));
        [use_time, wait_time].into_iter().filter_map(|times| times.0.get()).for_each(|times| times.clear());
    }
}

impl Durations {
    fn histogram(&self) -> &Histogram {
        self.0.get_or_init(Box::default)
    }
}

fn added_up<'a>(durations: impl Iterator<Item = &'a Durations>) -> Bins {
    let mut bins = Bins::default();
    durations.filter_map(|durations| durations.0.get()).for_each(|histogram| bins.add_all(histogram));
    bins
}

impl Account {
    /// What was done at each site that is named and, last, at all others. In no order.
    pub(crate) fn sites(&'static self) -> Vec<SiteReading> {
        let numbers = (0..NAMED).filter(|number| self.sites.named(*number).is_some()).chain([NAMED]);
        numbers.map(|number| self.site(number)).collect()
    }

    fn site(&'static self, number: usize) -> SiteReading {
        // Acquire: the acquisitions, which are read after it. Partner: Release in `Sites::released`.
        let released = self.sites.sum(number, |counts| counts.released.load(Acquire));
        SiteReading {
            site: self.sites.named(number),
            acquired: self.sites.sum(number, |counts| counts.acquired.load(Relaxed)),
            released,
            denied: array::from_fn(|reason| self.sites.sum(number, |counts| counts.denied[reason].load(Relaxed))),
            number,
            account: self,
        }
    }
}

impl SiteReading {
    /// How long those were held that were released.
    pub(crate) fn use_time(&self) -> Times {
        self.times(|counts| &counts.use_time)
    }

    /// How long those had waited that were acquired after having to.
    pub(crate) fn wait_time(&self) -> Times {
        self.times(|counts| &counts.wait_time)
    }

    fn times(&self, of: impl Fn(&Counts) -> &Durations) -> Times {
        let bins = added_up(self.account.sites.counts.iter().map(|counts| of(&counts[self.number])));
        Times::new(bins, self.account.clock())
    }
}
