//! Random trees of declared budgets, random kinds within them, with guarantees, with handles that weigh or do not, and random schedules, against a
//! plain model: what is asked for is given if and only if the kind and every level above have room for it, beyond what is set aside for others.

use proptest::prelude::*;
use proptest::sample::Index;

use super::node::Node;
use super::tree::Tree;
use crate::budget_kind::BudgetKind;
use crate::core::account::Account;
use crate::core::clock::Clock;
use crate::core::owned::OwnedCache;
use crate::core::slot::Slot;
use crate::kind::{ClockMode, DeclaredAt, Kind};

const DECLARED_AT: DeclaredAt = DeclaredAt { module: module_path!(), file: file!(), line: line!(), column: 1 };

/// Threads that use each kind.
const CACHES: usize = 2;

/// A budget, or a kind, as it is declared.
#[derive(Clone, Debug)]
struct Declared {
    limit: u64,
    guarantee: u64,
    /// One of the budgets before it.
    within: Option<Index>,
    weighs: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Acquire { kind: Index, cache: usize, units: u64, count: usize },
    Release { held: Index, cache: usize, count: usize },
    Grow { held: Index, units: u64 },
    Shrink { held: Index, units: u64 },
    SetLimit { budget: Index, limit: u64 },
    SetGuarantee { level: Index, guarantee: u64 },
    Churn { kind: Index, cache: usize },
}

fn declared(limits: std::ops::Range<u64>) -> impl Strategy<Value = Declared> {
    let limit_and_guarantee =
        limits.prop_flat_map(|limit| (Just(limit), prop_oneof![2 => Just(0), 1 => 0..=limit.min(8)]));
    (limit_and_guarantee, prop::option::weighted(0.8, any::<Index>()), any::<bool>())
        .prop_map(|((limit, guarantee), within, weighs)| Declared { limit, guarantee, within, weighs })
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    let count = || prop_oneof![3 => Just(1_usize), 1 => 2..30_usize];
    let units = || prop_oneof![3 => 0..8_u64, 1 => 8..60_u64];
    prop_oneof![
        12 => (index(), 0..CACHES, units(), count())
            .prop_map(|(kind, cache, units, count)| Step::Acquire { kind, cache, units, count }),
        8 => (index(), 0..CACHES, count()).prop_map(|(held, cache, count)| Step::Release { held, cache, count }),
        2 => (index(), units()).prop_map(|(held, units)| Step::Grow { held, units }),
        2 => (index(), units()).prop_map(|(held, units)| Step::Shrink { held, units }),
        2 => (index(), 0..60_u64).prop_map(|(budget, limit)| Step::SetLimit { budget, limit }),
        2 => (index(), 0..12_u64).prop_map(|(level, guarantee)| Step::SetGuarantee { level, guarantee }),
        2 => (index(), 0..CACHES).prop_map(|(kind, cache)| Step::Churn { kind, cache }),
    ]
}

/// A budget or a kind in the model. Those above stand before it.
struct Level {
    above: Option<usize>,
    limit: u64,
    guarantee: u64,
    /// Of a kind.
    held: u64,
    node: &'static Node,
}

/// What is held.
struct Held {
    kind: usize,
    slot: &'static Slot,
    units: u64,
}

struct Used {
    account: &'static Account,
    caches: Vec<OwnedCache>,
    level: usize,
}

/// The system and its model, side by side.
struct World {
    tree: &'static Tree,
    levels: Vec<Level>,
    budgets: usize,
    kinds: Vec<Used>,
    held: Vec<Held>,
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

impl World {
    fn new(budgets: &[Declared], kinds: &[Declared]) -> World {
        let tree = leak(Tree::new());
        let mut made: Vec<&'static BudgetKind> = Vec::new();
        let mut above = Vec::new();
        for budget in budgets {
            let within = budget.within.filter(|_| !made.is_empty()).map(|within| within.index(made.len()));
            let kind = BudgetKind::new("budget", budget.limit, DECLARED_AT);
            made.push(leak(match within {
                Some(within) => kind.within(made[within]).guaranteeing(budget.guarantee.min(made[within].limit())),
                None => kind,
            }));
            above.push(within);
        }
        let mut world = World { tree, levels: Vec::new(), budgets: made.len(), kinds: Vec::new(), held: Vec::new() };
        for (budget, above) in made.iter().zip(above) {
            let node = tree.declared(budget);
            world.add(Level { above, limit: budget.limit(), guarantee: 0, held: 0, node }, budget.guarantee());
        }
        let declare = |kind: &Declared| {
            let within = kind.within.map_or(0, |within| within.index(made.len()));
            let guarantee = kind.guarantee.min(made[within].limit());
            let declared = |limit| Kind::new("kind", limit, 300, ClockMode::None, DECLARED_AT).charging(made[within]);
            let declared =
                if kind.weighs { declared(None).weighing(kind.limit) } else { declared(Some(kind.limit as usize)) };
            (leak(declared.guaranteeing(guarantee)), within)
        };
        let declared: Vec<(&'static Kind, usize)> = kinds.iter().map(declare).collect();
        tree.plant(|| declared.iter().map(|(kind, _)| *kind).collect());
        for (kind, within) in declared {
            let account = Account::leak(kind, Clock::real(), 0, false, tree);
            let node = account.branch().unwrap().own();
            let limit = kind.units().unwrap_or_else(|| kind.limit().unwrap() as u64);
            world.add(Level { above: Some(within), limit, guarantee: 0, held: 0, node }, kind.guarantee());
            let caches = (0..CACHES).map(|_| account.register()).collect();
            world.kinds.push(Used { account, caches, level: world.levels.len() - 1 });
        }
        world
    }

    /// Adds a level, with its guarantee if there is room for it.
    fn add(&mut self, level: Level, guarantee: u64) {
        let is_below = level.above.is_some();
        self.levels.push(level);
        let at = self.levels.len() - 1;
        if is_below && self.fits(at, |level| level.guarantee = guarantee) {
            self.levels[at].guarantee = guarantee;
        }
    }

    fn below(&self, at: usize) -> impl Iterator<Item = usize> {
        (at + 1..self.levels.len()).filter(move |below| self.levels[*below].above == Some(at))
    }

    /// What is charged to a level.
    fn used(&self, at: usize) -> u64 {
        self.levels[at].held
            + self.below(at).map(|below| self.used(below).max(self.levels[below].guarantee)).sum::<u64>()
    }

    fn held(&self, at: usize) -> u64 {
        self.levels[at].held + self.below(at).map(|below| self.held(below)).sum::<u64>()
    }

    /// Whether a change of one level leaves each one, of which more is used after it, at or below its limit.
    fn fits(&mut self, at: usize, change: impl Fn(&mut Level)) -> bool {
        let used = |world: &World| (0..world.levels.len()).map(|at| world.used(at)).collect::<Vec<_>>();
        let before = used(self);
        let Level { held, guarantee, .. } = self.levels[at];
        change(&mut self.levels[at]);
        let after = used(self);
        (self.levels[at].held, self.levels[at].guarantee) = (held, guarantee);
        let fits = |(level, (before, after)): (&Level, (&u64, &u64))| after <= before || *after <= level.limit;
        self.levels.iter().zip(before.iter().zip(&after)).all(fits)
    }

    fn has_room(&mut self, kind: usize, units: u64) -> bool {
        self.fits(self.kinds[kind].level, |level| level.held += units)
    }

    fn take(&self, kind: usize, cache: usize, units: u64) -> Option<&'static Slot> {
        let Used { account, caches, .. } = &self.kinds[kind];
        let (account, cache) = (*account, &*caches[cache]);
        if !account.weighs() {
            return cache.take().or_else(|| account.acquire_slowly(Some(cache)).ok());
        }
        match cache.take_units(units) {
            Some(slot) => {
                slot.set_units(units);
                Some(slot)
            }
            None => account.acquire_charged(account.branch().unwrap(), Some(cache), units).ok(),
        }
    }

    fn give(&self, held: &Held, cache: usize) {
        let Used { account, caches, .. } = &self.kinds[held.kind];
        let (account, cache, slot) = (*account, &*caches[cache], held.slot);
        let is_kept = if account.weighs() { cache.put_units(slot, slot.units()) } else { cache.put(slot) };
        if !is_kept {
            account.release_slowly(Some(cache), slot);
        }
    }

    fn acquire(&mut self, kind: usize, cache: usize, units: u64) {
        let units = if self.kinds[kind].account.weighs() { units } else { 1 };
        let has_room = self.has_room(kind, units);
        let slot = self.take(kind, cache, units);
        assert_eq!(slot.is_some(), has_room, "{units} of {:?}", self.kinds[kind].account);
        if let Some(slot) = slot {
            self.levels[self.kinds[kind].level].held += units;
            self.held.push(Held { kind, slot, units });
        }
    }

    fn release(&mut self, at: usize, cache: usize) {
        let held = self.held.swap_remove(at);
        self.give(&held, cache);
        self.levels[self.kinds[held.kind].level].held -= held.units;
    }

    /// One that is held of a kind that weighs.
    fn weighed(&self, held: Index) -> Option<(usize, &'static Account, usize)> {
        let all: Vec<usize> =
            (0..self.held.len()).filter(|at| self.kinds[self.held[*at].kind].account.weighs()).collect();
        let at = *all.get(held.index(all.len().max(1)))?;
        let Used { account, level, .. } = self.kinds[self.held[at].kind];
        Some((at, account, level))
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Acquire { kind, cache, units, count } => {
                (0..count).for_each(|_| self.acquire(kind.index(self.kinds.len()), cache, units));
            }
            Step::Release { held, cache, count } => {
                (0..count.min(self.held.len())).for_each(|_| self.release(held.index(self.held.len()), cache));
            }
            Step::Grow { held, units } => {
                let Some((at, account, level)) = self.weighed(held) else { return };
                let has_room = self.has_room(self.held[at].kind, units);
                assert_eq!(account.grow(self.held[at].slot, units).is_ok(), has_room);
                if has_room {
                    self.held[at].units += units;
                    self.levels[level].held += units;
                }
            }
            Step::Shrink { held, units } => {
                let Some((at, account, level)) = self.weighed(held) else { return };
                let shrunk = account.shrink(self.held[at].slot, units);
                assert_eq!(shrunk.is_ok(), units <= self.held[at].units);
                if shrunk.is_ok() {
                    self.held[at].units -= units;
                    self.levels[level].held -= units;
                }
            }
            Step::SetLimit { budget, limit } => {
                let at = budget.index(self.budgets);
                let guaranteed: u64 = self.below(at).map(|below| self.levels[below].guarantee).sum();
                let set = self.tree.set_limit(self.levels[at].node, limit);
                assert_eq!(set.is_ok(), limit >= guaranteed || limit >= self.levels[at].limit);
                if set.is_ok() {
                    self.levels[at].limit = limit;
                }
            }
            Step::SetGuarantee { level, guarantee } => {
                let at = level.index(self.levels.len());
                if self.levels[at].above.is_some() {
                    let fits = self.fits(at, |level| level.guarantee = guarantee);
                    assert_eq!(self.tree.set_guarantee(self.levels[at].node, guarantee).is_ok(), fits);
                    if fits {
                        self.levels[at].guarantee = guarantee;
                    }
                }
            }
            // For longer than shared mode lasts, if it can end.
            Step::Churn { kind, cache } => {
                let kind = kind.index(self.kinds.len());
                for _ in 0..if self.has_room(kind, 1) { 600 } else { 0 } {
                    let slot = self.take(kind, cache, 1).expect("denied although there was room");
                    self.give(&Held { kind, slot, units: 1 }, cache);
                }
            }
        }
        self.check();
    }

    fn check(&self) {
        for (at, level) in self.levels.iter().enumerate() {
            assert_eq!(self.tree.held(level.node), self.held(at), "held within {:?}", level.node);
            assert_eq!(level.node.guarantee(), level.guarantee, "guaranteed to {:?}", level.node);
        }
        for (at, kind) in self.kinds.iter().enumerate() {
            assert_eq!(kind.account.live(), self.held.iter().filter(|held| held.kind == at).count());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_tree_does_what_the_model_says(
        budgets in prop::collection::vec(declared(1..60), 1..6),
        kinds in prop::collection::vec(declared(1..40), 1..5),
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let mut world = World::new(&budgets, &kinds);
        world.check();
        for step in &steps {
            world.run(step);
        }
        while !world.held.is_empty() {
            world.release(0, 0);
        }
        world.check();
    }
}
