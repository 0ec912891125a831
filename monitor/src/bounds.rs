//! The numbers of a declaration, checked while they are compiled: also when the runtime is off, so that a library cannot hide a
//! wrong limit until an application turns it on.

use monitor_runtime::BudgetKind;
use monitor_runtime::private::{MAX_CAPACITY, UNITS_MAX};

/// The capacity of a kind that names none, if its limit is not larger.
pub(crate) const DEFAULT_CAPACITY: usize = 1 << 20;

/// A declared limit and capacity, and how many may wait.
#[derive(Clone, Copy)]
pub struct Bounds {
    limit: Option<usize>,
    capacity: Option<usize>,
    queue: Option<usize>,
}

/// Nothing declared.
pub const UNBOUNDED: Bounds = Bounds { limit: None, capacity: None, queue: None };

/// Adds a capacity.
#[track_caller]
pub const fn capacity(bounds: Bounds, capacity: usize) -> Bounds {
    assert!(capacity != 0, "`capacity` must be at least 1; leave it out for the larger of 1,048,576 and the limit");
    assert!(capacity <= MAX_CAPACITY, "`capacity` must be at most 67,108,800");
    Bounds { capacity: Some(capacity), ..bounds }
}

/// Adds a limit, after the capacity.
#[track_caller]
pub const fn limit(bounds: Bounds, limit: usize) -> Bounds {
    assert!(limit != 0, "`limit` must be at least 1; leave it out for a kind that is only counted");
    assert!(limit <= MAX_CAPACITY, "`limit` must be at most 67,108,800");
    if let Some(capacity) = bounds.capacity {
        assert!(limit <= capacity, "`limit` is larger than `capacity`");
    }
    Bounds { limit: Some(limit), ..bounds }
}

/// Says how many may wait.
#[track_caller]
pub const fn queue(bounds: Bounds, queue: usize) -> Bounds {
    assert!(queue != 0, "`queue` must be at least 1; leave it out for at most 65,536");
    assert!(queue <= MAX_CAPACITY, "`queue` must be at most 67,108,800");
    Bounds { queue: Some(queue), ..bounds }
}

/// The limit of a kind whose handles weigh, in units; also that of a budget.
#[track_caller]
pub const fn units(limit: usize) -> u64 {
    assert!(limit != 0, "`limit` must be at least 1");
    assert!(limit as u64 <= UNITS_MAX, "`limit` must be at most 4,611,686,018,427,387,903");
    limit as u64
}

/// How much of the budget above is its own.
#[track_caller]
pub const fn guarantee(guarantee: usize) -> u64 {
    assert!(guarantee != 0, "`guarantee` must be at least 1; leave it out for none");
    guarantee as u64
}

/// Checks what a budget guarantees itself, once all budgets are there.
#[track_caller]
pub const fn check_guarantee(budget: &BudgetKind) {
    assert!(budget.guarantee() <= budget.limit(), "`guarantee` is larger than `limit`");
    if let Some(above) = budget.parent() {
        assert!(budget.guarantee() <= above.limit(), "`guarantee` is larger than the limit of the budget it is within");
    }
}

/// Checks what a budget is within.
#[track_caller]
pub const fn check_within(budget: &BudgetKind) {
    budget.check();
}

impl Bounds {
    /// The limit; `None` for a kind that is only counted.
    pub const fn limit(self) -> Option<usize> {
        self.limit
    }

    /// How many may wait, if that is said.
    pub const fn queue(self) -> Option<usize> {
        self.queue
    }

    /// The capacity: the declared one, or enough for the limit.
    pub const fn capacity(self) -> usize {
        match (self.capacity, self.limit) {
            (Some(capacity), _) => capacity,
            (None, Some(limit)) if limit > DEFAULT_CAPACITY => limit,
            (None, _) => DEFAULT_CAPACITY,
        }
    }
}
