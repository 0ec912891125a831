//! Random trees of budgets and random steps of several threads, one after the other, against a plain model: an acquisition succeeds if and
//! only if its kind and every level above have room, nothing guaranteed is refused, and all sums are right after every step.

#![cfg(feature = "runtime")]

mod worker;

use monitor::{AcquireError, Budget, BudgetKind, Monitor, Permit, Tracked, budget, tracked};
use proptest::prelude::*;
use proptest::sample::Index;
use std::any::Any;
use worker::Worker;

budget! { static ROOT: limit = 60 }
budget! { static INNER: limit = 25, within = ROOT, guarantee = 6 }

#[tracked(limit = 200, within = ROOT)]
struct Many;

#[tracked(limit = 3, capacity = 3, within = ROOT)]
struct Few;

#[tracked(limit = 50, within = ROOT, guarantee = 5)]
struct Sure;

#[tracked(limit = 100, capacity = 300, within = INNER, guarantee = 2)]
struct Deep;

const THREADS: usize = 3;

type Held = Box<dyn Any + Send>;

/// A tracked type as a value.
#[derive(Clone, Copy)]
struct Kind {
    limit: usize,
    guarantee: usize,
    within: usize,
    acquire: fn(&Monitor, Option<&Budget>) -> Result<Held, AcquireError>,
    live: fn(&Monitor) -> usize,
}

fn acquire<T: Tracked + 'static>(monitor: &Monitor, within: Option<&Budget>) -> Result<Held, AcquireError>
where
    Permit<T>: Send,
{
    let account = monitor.account::<T>();
    let permit = match within {
        None => account.try_acquire(),
        Some(budget) => account.within(budget).unwrap().try_acquire(),
    };
    Ok(Box::new(permit?))
}

const fn kind<T: Tracked + 'static>(limit: usize, guarantee: usize, within: usize) -> Kind {
    Kind { limit, guarantee, within, acquire: acquire::<T>, live: |monitor| monitor.account::<T>().live() }
}

const KINDS: [Kind; 4] =
    [kind::<Many>(200, 0, 0), kind::<Few>(3, 0, 0), kind::<Sure>(50, 5, 0), kind::<Deep>(100, 2, 1)];

#[derive(Clone, Debug)]
enum Step {
    Acquire {
        thread: usize,
        kind: usize,
        quota: Option<Index>,
        count: usize,
    },
    Release {
        thread: usize,
        held: Index,
        count: usize,
    },
    /// In a declared budget, or in a quota.
    Make {
        above: Index,
        limit: usize,
    },
    Forget {
        quota: Index,
    },
    SetLimit {
        budget: Index,
        limit: usize,
    },
    SetGuarantee {
        guarantee: usize,
    },
    /// Below every limit, for longer than shared mode lasts.
    Churn {
        thread: usize,
        kind: usize,
    },
    End {
        thread: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (thread, kind) = (0..THREADS, 0..KINDS.len());
    let count = prop_oneof![3 => Just(1_usize), 1 => 2..40_usize];
    prop_oneof![
        16 => (thread.clone(), kind.clone(), prop::option::of(any::<Index>()), count.clone())
            .prop_map(|(thread, kind, quota, count)| Step::Acquire { thread, kind, quota, count }),
        10 => (thread.clone(), any::<Index>(), count).prop_map(|(thread, held, count)| Step::Release { thread, held, count }),
        3 => (any::<Index>(), 0..30_usize).prop_map(|(above, limit)| Step::Make { above, limit }),
        1 => any::<Index>().prop_map(|quota| Step::Forget { quota }),
        2 => (any::<Index>(), 0..80_usize).prop_map(|(budget, limit)| Step::SetLimit { budget, limit }),
        1 => (0..12_usize).prop_map(|guarantee| Step::SetGuarantee { guarantee }),
        2 => (thread.clone(), kind).prop_map(|(thread, kind)| Step::Churn { thread, kind }),
        1 => thread.prop_map(|thread| Step::End { thread }),
    ]
}

/// What a budget is made within.
#[derive(Clone, Copy, PartialEq)]
enum Above {
    Declared(usize),
    Quota(usize),
}

/// A budget that was made at run time.
struct Quota {
    above: Above,
    limit: usize,
    /// Held directly in it.
    held: usize,
    /// `None`: it was forgotten.
    budget: Option<Budget>,
}

/// The system and its model, side by side.
struct World {
    monitor: Monitor,
    workers: Vec<Worker>,
    budgets: [Budget; 2],
    limits: [usize; 2],
    guarantee: usize,
    quotas: Vec<Quota>,
    live: [usize; KINDS.len()],
    held: Vec<(Held, usize, Option<usize>)>,
}

impl World {
    fn new() -> World {
        let monitor = Monitor::new();
        let declared: [&'static BudgetKind; 2] = [&ROOT, &INNER];
        World {
            workers: (0..THREADS).map(|_| Worker::start()).collect(),
            budgets: declared.map(|kind| monitor.budget(kind)),
            limits: declared.map(|kind| kind.limit() as usize),
            guarantee: INNER.guarantee() as usize,
            quotas: Vec::new(),
            live: [0; KINDS.len()],
            held: Vec::new(),
            monitor,
        }
    }

    /// What is charged to a declared budget, with what is set aside in it.
    fn used(&self, budget: usize) -> usize {
        let kinds = KINDS.iter().zip(self.live).filter(|(kind, _)| kind.within == budget);
        let kinds: usize = kinds.map(|(kind, live)| live.max(kind.guarantee)).sum();
        kinds + if budget == 0 { self.used(1).max(self.guarantee) } else { 0 }
    }

    /// What is held within it.
    fn held(&self, budget: usize) -> usize {
        let kinds = KINDS.iter().zip(self.live).filter(|(kind, _)| kind.within >= budget);
        kinds.map(|(_, live)| live).sum()
    }

    fn held_in_quota(&self, quota: usize) -> usize {
        let below = (0..self.quotas.len()).filter(|other| self.quotas[*other].above == Above::Quota(quota));
        self.quotas[quota].held + below.map(|quota| self.held_in_quota(quota)).sum::<usize>()
    }

    /// The quota and those that it is within, and the declared budget that they were made in.
    fn chain(&self, quota: usize) -> (Vec<usize>, usize) {
        let (mut chain, mut at) = (vec![quota], quota);
        loop {
            match self.quotas[at].above {
                Above::Declared(budget) => return (chain, budget),
                Above::Quota(above) => {
                    chain.push(above);
                    at = above;
                }
            }
        }
    }

    /// Whether a change leaves every budget at or below its limit, if more of it is used.
    fn fits(&mut self, change: impl Fn(&mut World), undo: impl Fn(&mut World)) -> bool {
        let before = [self.used(0), self.used(1)];
        change(self);
        let fits = (0..2).all(|budget| self.used(budget) <= before[budget] || self.used(budget) <= self.limits[budget]);
        undo(self);
        fits
    }

    fn has_room(&mut self, kind: usize, quota: Option<usize>) -> bool {
        let chain = quota.map(|quota| self.chain(quota).0).unwrap_or_default();
        self.live[kind] < KINDS[kind].limit
            && chain.into_iter().all(|quota| self.held_in_quota(quota) < self.quotas[quota].limit)
            && self.fits(|world| world.live[kind] += 1, |world| world.live[kind] -= 1)
    }

    fn acquire(&mut self, thread: usize, kind: usize, quota: Option<usize>) {
        let (acquire, monitor) = (KINDS[kind].acquire, self.monitor.clone());
        let budget = quota.map(|quota| self.quotas[quota].budget.clone().unwrap());
        let acquired = self.workers[thread].run(move || acquire(&monitor, budget.as_ref()));
        let has_room = self.has_room(kind, quota);
        match acquired {
            Ok(held) => {
                assert!(has_room, "admitted over a limit");
                self.live[kind] += 1;
                quota.into_iter().for_each(|quota| self.quotas[quota].held += 1);
                self.held.push((held, kind, quota));
            }
            Err(denied) => assert!(!has_room, "denied although there was room: {denied}"),
        }
    }

    fn release(&mut self, thread: usize, at: usize) {
        let (held, kind, quota) = self.held.swap_remove(at);
        self.workers[thread].run(move || drop(held));
        self.live[kind] -= 1;
        quota.into_iter().for_each(|quota| self.quotas[quota].held -= 1);
    }

    /// The quotas that somebody has.
    fn had(&self) -> Vec<usize> {
        (0..self.quotas.len()).filter(|quota| self.quotas[*quota].budget.is_some()).collect()
    }

    fn set_limit(&mut self, at: usize, limit: usize) {
        let had = self.had();
        if let Some(quota) = at.checked_sub(2).map(|at| had[at]) {
            self.quotas[quota].budget.as_ref().unwrap().set_limit(limit).unwrap();
            self.quotas[quota].limit = limit;
            return;
        }
        let guaranteed: usize = KINDS.iter().filter(|kind| kind.within == at).map(|kind| kind.guarantee).sum();
        let guaranteed = guaranteed + if at == 0 { self.guarantee } else { 0 };
        let result = self.budgets[at].set_limit(limit);
        assert_eq!(result.is_ok(), limit >= guaranteed || limit >= self.limits[at], "{result:?}");
        if result.is_ok() {
            self.limits[at] = limit;
        }
    }

    fn set_guarantee(&mut self, guarantee: usize) {
        let old = self.guarantee;
        let fits = self.fits(|world| world.guarantee = guarantee, |world| world.guarantee = old);
        let fits = fits && guarantee <= self.limits[1];
        let result = self.budgets[1].set_guarantee(guarantee);
        assert_eq!(result.is_ok(), fits, "{result:?}");
        if fits {
            self.guarantee = guarantee;
        }
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Acquire { thread, kind, quota, count } => {
                let is_above = |quota: &usize| self.chain(*quota).1 <= KINDS[*kind].within;
                let quotas: Vec<usize> = self.had().into_iter().filter(is_above).collect();
                let quota = quota.filter(|_| !quotas.is_empty()).map(|quota| *quota.get(&quotas));
                (0..*count).for_each(|_| self.acquire(*thread, *kind, quota));
            }
            Step::Release { thread, held, count } => {
                for _ in 0..(*count).min(self.held.len()) {
                    let at = held.index(self.held.len());
                    self.release(*thread, at);
                }
            }
            Step::Make { above, limit } => {
                let mut all = vec![Above::Declared(0), Above::Declared(1)];
                all.extend(self.had().into_iter().map(Above::Quota));
                let above = *above.get(&all);
                let budget = match above {
                    Above::Declared(budget) => &self.budgets[budget],
                    Above::Quota(quota) => self.quotas[quota].budget.as_ref().unwrap(),
                };
                let budget = Some(budget.child("made", *limit));
                self.quotas.push(Quota { above, limit: *limit, held: 0, budget });
            }
            Step::Forget { quota } => {
                let had = self.had();
                if !had.is_empty() {
                    self.quotas[*quota.get(&had)].budget = None;
                }
            }
            Step::SetLimit { budget, limit } => {
                let at = budget.index(2 + self.had().len());
                self.set_limit(at, *limit);
            }
            Step::SetGuarantee { guarantee } => self.set_guarantee(*guarantee),
            Step::Churn { thread, kind } => {
                if self.has_room(*kind, None) {
                    let (acquire, monitor) = (KINDS[*kind].acquire, self.monitor.clone());
                    self.workers[*thread].run(move || (0..600).for_each(|_| drop(acquire(&monitor, None).unwrap())));
                }
            }
            Step::End { thread } => std::mem::replace(&mut self.workers[*thread], Worker::start()).end(),
        }
        self.check();
    }

    fn check(&self) {
        for (at, budget) in self.budgets.iter().enumerate() {
            assert_eq!(budget.used(), self.held(at), "{budget:?}");
        }
        for quota in self.had() {
            assert_eq!(self.quotas[quota].budget.as_ref().unwrap().used(), self.held_in_quota(quota));
        }
        for (kind, live) in KINDS.iter().zip(self.live) {
            assert_eq!((kind.live)(&self.monitor), live);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_tree_of_budgets_does_what_the_model_says(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        while !world.held.is_empty() {
            world.release(0, 0);
        }
        world.check();
    }
}
