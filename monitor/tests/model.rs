//! Random steps of several threads, one after the other, against a plain map: whatever the threads' magazines and the modes do, an
//! acquisition succeeds if and only if fewer are live than the limit says, and every reader agrees after every step.

#![cfg(feature = "runtime")]

mod worker;

use std::any::Any;
use std::collections::HashMap;
use std::sync::LazyLock;

use monitor::clock::Clock;
use monitor::{AcquireError, Id, KindSnapshot, Monitor, Reason, SiteCounts, Tracked, tracked};
use proptest::prelude::*;
use proptest::sample::Index;
use worker::Worker;

macro_rules! kinds {
    ($($kind:ident: $limit:literal of $capacity:literal,)*) => {
        $(#[tracked(limit = $limit, capacity = $capacity)] struct $kind;)*
        const KINDS: &[Kind] = &[$(Kind::of::<$kind>($limit, $capacity)),*];
    };
}

// Up to a capacity of 62 the free places are bits of a word, above that they are a stack.
kinds! {
    One: 1 of 1,
    OneOfMany: 1 of 200,
    Three: 3 of 40,
    Seventeen: 17 of 17,
    SixtyTwo: 62 of 62,
    SixtyThree: 63 of 63,
    ThreeHundred: 300 of 600,
}

const THREADS: usize = 4;

/// A permit, with the line that acquired it.
struct Held {
    id: Id,
    line: u32,
    permit: Box<dyn Any + Send>,
}

/// A tracked type as a value.
#[derive(Clone, Copy)]
struct Kind {
    limit: usize,
    capacity: usize,
    acquire: fn(&Monitor, Way) -> Result<Held, AcquireError>,
    set_limit: fn(&Monitor, usize),
    reading: fn(&Monitor) -> Reading,
}

/// By which of the functions a place is acquired.
#[derive(Clone, Copy, Debug)]
enum Way {
    Account,
    Scope,
    /// In the global monitor, whatever the monitor is that is tested: only where that is the global one.
    Type,
}

/// What the readers say.
struct Reading {
    live: usize,
    limit: usize,
    rows: Vec<(Id, u32)>,
    holders: Vec<(u32, usize)>,
    snapshot: KindSnapshot,
}

impl Kind {
    const fn of<T: Tracked + 'static>(limit: usize, capacity: usize) -> Kind {
        Kind {
            limit,
            capacity,
            acquire: acquire::<T>,
            set_limit: |monitor, limit| monitor.account::<T>().set_limit(limit).unwrap(),
            reading: read::<T>,
        }
    }
}

fn acquire<T: Tracked + 'static>(monitor: &Monitor, way: Way) -> Result<Held, AcquireError> {
    let (acquired, line) = match way {
        Way::Account => (monitor.account::<T>().try_acquire(), line!()),
        Way::Scope => monitor.scope().in_scope(|| (T::try_acquire(), line!())),
        Way::Type => (T::try_acquire(), line!()),
    };
    let permit = acquired?;
    Ok(Held { id: permit.id().unwrap(), line, permit: Box::new(permit) })
}

fn read<T: Tracked>(monitor: &Monitor) -> Reading {
    let account = monitor.account::<T>();
    Reading {
        live: account.live(),
        limit: account.limit(),
        rows: account.iter().map(|row| (row.id(), row.site().line())).collect(),
        holders: account.holders().into_iter().map(|at| (at.site.line(), at.live)).collect(),
        snapshot: account.snapshot(),
    }
}

#[derive(Clone, Debug)]
enum Step {
    Acquire {
        thread: usize,
        kind: usize,
        way: Way,
        count: usize,
    },
    Release {
        thread: usize,
        kind: usize,
        held: Index,
        count: usize,
    },
    SetLimit {
        kind: usize,
        limit: Index,
    },
    /// One thread acquires and releases for longer than shared mode lasts without a denial.
    Churn {
        thread: usize,
        kind: usize,
    },
    /// The thread ends, and another one takes its place.
    End {
        thread: usize,
    },
}

fn steps(ways: &'static [Way]) -> impl Strategy<Value = Vec<Step>> {
    let thread = 0..THREADS;
    let count = prop_oneof![3 => Just(1_usize), 1 => 2..100_usize];
    let way = proptest::sample::select(ways);
    // Two kinds of all in each sequence, so that there are enough steps for each.
    let acquire = (thread.clone(), 0..2_usize, way, count.clone())
        .prop_map(|(thread, kind, way, count)| Step::Acquire { thread, kind, way, count });
    let release = (thread.clone(), 0..2_usize, any::<Index>(), count)
        .prop_map(|(thread, kind, held, count)| Step::Release { thread, kind, held, count });
    let set_limit = (0..2_usize, any::<Index>()).prop_map(|(kind, limit)| Step::SetLimit { kind, limit });
    let churn = (thread.clone(), 0..2_usize).prop_map(|(thread, kind)| Step::Churn { thread, kind });
    let end = thread.prop_map(|thread| Step::End { thread });
    let step = prop_oneof![16 => acquire, 12 => release, 2 => set_limit, 1 => churn, 1 => end];
    proptest::collection::vec(step, 1..80)
}

fn two_kinds() -> impl Strategy<Value = [Kind; 2]> {
    proptest::sample::subsequence((0..KINDS.len()).collect::<Vec<_>>(), 2)
        .prop_map(|chosen| [KINDS[chosen[0]], KINDS[chosen[1]]])
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.limit, self.capacity)
    }
}

/// What a kind's account must be.
struct Model {
    kind: Kind,
    limit: usize,
    live: Vec<Held>,
    live_max: usize,
    total: u64,
    released: u64,
    denied: u64,
}

/// The system and its model, side by side.
struct Pair {
    monitor: Monitor,
    workers: Vec<Worker>,
    models: [Model; 2],
}

impl Pair {
    fn new(monitor: Monitor, kinds: [Kind; 2]) -> Pair {
        let models = kinds.map(|kind| {
            // The global monitor's figures go on from the sequence before.
            let before = (kind.reading)(&monitor).snapshot;
            (kind.set_limit)(&monitor, kind.limit);
            Model {
                kind,
                limit: kind.limit,
                live: Vec::new(),
                live_max: before.max_live,
                total: before.acquired,
                released: before.released,
                denied: before.denials(),
            }
        });
        Pair { monitor, workers: (0..THREADS).map(|_| Worker::start()).collect(), models }
    }

    fn run(mut self, steps: Vec<Step>) {
        self.check();
        for step in steps {
            self.step(step);
            self.check();
        }
        for worker in self.workers.drain(..) {
            worker.end();
        }
        self.check();
        // What the last ones hold is released here, by a thread that has acquired nothing.
        for model in &mut self.models {
            model.released += model.live.drain(..).count() as u64;
        }
        self.check();
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Acquire { thread, kind, way, count } => self.acquire(thread, kind, way, count),
            Step::Release { thread, kind, held, count } => self.release(thread, kind, held, count),
            Step::SetLimit { kind, limit } => {
                let model = &mut self.models[kind];
                model.limit = limit.index(model.kind.capacity + 1);
                (model.kind.set_limit)(&self.monitor, model.limit);
            }
            Step::Churn { thread, kind } => self.churn(thread, kind),
            Step::End { thread } => {
                let ended = std::mem::replace(&mut self.workers[thread], Worker::start());
                ended.end();
            }
        }
    }

    fn acquire(&mut self, thread: usize, kind: usize, way: Way, count: usize) {
        let model = &mut self.models[kind];
        let (monitor, acquire) = (self.monitor.clone(), model.kind.acquire);
        let acquired: Vec<_> = self.workers[thread].run(move || (0..count).map(|_| acquire(&monitor, way)).collect());
        for acquired in acquired {
            let is_room = model.live.len() < model.limit;
            match acquired {
                Ok(held) => {
                    assert!(is_room, "admitted with {} of {} live", model.live.len(), model.limit);
                    model.live.push(held);
                    model.total += 1;
                    model.live_max = model.live_max.max(model.live.len());
                }
                Err(error) => {
                    assert!(!is_room, "denied with {} of {} live", model.live.len(), model.limit);
                    assert_eq!(error.reason(), Reason::Limit);
                    model.denied += 1;
                }
            }
        }
    }

    fn release(&mut self, thread: usize, kind: usize, held: Index, count: usize) {
        let model = &mut self.models[kind];
        let mut given: Vec<Held> = Vec::new();
        while given.len() < count && !model.live.is_empty() {
            let next = held.index(model.live.len());
            given.push(model.live.swap_remove(next));
        }
        model.released += given.len() as u64;
        self.workers[thread].run(move || given.into_iter().for_each(|held| drop(held.permit)));
    }

    fn churn(&mut self, thread: usize, kind: usize) {
        let model = &mut self.models[kind];
        if model.live.len() >= model.limit {
            return;
        }
        let (monitor, acquire) = (self.monitor.clone(), model.kind.acquire);
        self.workers[thread].run(move || (0..600).for_each(|_| drop(acquire(&monitor, Way::Account).unwrap())));
        model.total += 600;
        model.released += 600;
        model.live_max = model.live_max.max(model.live.len() + 1);
    }

    fn check(&self) {
        for model in &self.models {
            model.check(&(model.kind.reading)(&self.monitor));
        }
    }
}

impl Model {
    fn check(&self, reading: &Reading) {
        let live = self.live.len();
        let rows: HashMap<Id, u32> = self.live.iter().map(|held| (held.id, held.line)).collect();
        let mut by_line: HashMap<u32, usize> = HashMap::new();
        self.live.iter().for_each(|held| *by_line.entry(held.line).or_default() += 1);
        let snapshot = &reading.snapshot;

        assert_eq!((reading.live, snapshot.live), (live, live));
        assert_eq!((reading.limit, snapshot.limit), (self.limit, self.limit));
        assert_eq!(reading.rows.len(), live, "rows");
        assert_eq!(reading.rows.iter().copied().collect::<HashMap<_, _>>(), rows);
        assert_eq!(reading.holders.iter().copied().collect::<HashMap<_, _>>(), by_line);
        assert_eq!(snapshot.sites.iter().map(|site| site.live).sum::<usize>() + snapshot.live_elsewhere, live);
        assert_eq!((snapshot.acquired, snapshot.released), (self.total, self.released));
        let denied = |reason: Reason| if reason == Reason::Limit { self.denied } else { 0 };
        assert!(snapshot.denied.iter().all(|&(reason, count)| count == denied(reason)), "{:?}", snapshot.denied);
        assert_eq!(snapshot.denials(), self.denied);
        assert!(live <= snapshot.max_live, "at most {} were live, and {live} are", snapshot.max_live);
        assert!(snapshot.max_live <= self.live_max, "{} is more than {}", snapshot.max_live, self.live_max);
        assert!(live + snapshot.cached <= self.limit.max(live), "{} cached beside {live} live", snapshot.cached);
        self.check_sites(snapshot);
    }

    /// What each line did is estimated, but a little is known to the last, and what was seen to come is seen to go.
    fn check_sites(&self, snapshot: &KindSnapshot) {
        let of_lines = snapshot.sites.iter().filter_map(|site| site.counts.as_ref());
        let counts: Vec<_> = of_lines.chain([&snapshot.counts_elsewhere]).collect();
        assert!(counts.iter().all(|site| site.released <= site.acquired));
        let sum = |of: fn(&SiteCounts) -> u64| counts.iter().map(|site| of(site)).sum::<u64>();
        let (acquired, released) = (sum(|site| site.acquired), sum(|site| site.released));
        assert!(
            !self.live.is_empty() || acquired == released,
            "{released} of {acquired} released, and nothing is live"
        );
        if self.total <= 64 {
            assert_eq!((acquired, released), (self.total, self.released));
        }
        if self.denied <= 64 {
            assert_eq!(sum(SiteCounts::denials), self.denied);
        }
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_new_monitor_agrees_with_the_model(
        kinds in two_kinds(), steps in steps(&[Way::Account, Way::Scope])
    ) {
        let (clock, _) = Clock::simulated();
        let monitor = Monitor::with_clock(clock);
        // Never closed, so that no other sequence gets what this one has used.
        std::mem::forget(monitor.clone());
        Pair::new(monitor, kinds).run(steps);
    }

    #[test]
    fn a_monitor_on_a_used_set_agrees_with_the_model(
        kinds in two_kinds(), steps in steps(&[Way::Account, Way::Scope])
    ) {
        // The sequences follow each other on one clock, so each gets the set of accounts that the one before has closed.
        static CLOCK: LazyLock<&Clock> = LazyLock::new(|| Clock::simulated().0);
        Pair::new(Monitor::with_clock(*CLOCK), kinds).run(steps);
    }

    #[test]
    fn the_global_monitor_agrees_with_the_model(
        kinds in two_kinds(), steps in steps(&[Way::Account, Way::Scope, Way::Type])
    ) {
        Pair::new(Monitor::global(), kinds).run(steps);
    }
}
