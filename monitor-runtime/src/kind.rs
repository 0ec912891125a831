//! What the attribute declares.

use std::fmt;

use crate::bounds::{MAX_CAPACITY, UNITS_MAX};
use crate::budget_kind::BudgetKind;
use crate::catalogue::{Number, kinds};
use crate::error::LimitError;
use crate::priority::Order;

/// Where in the source a kind is declared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct DeclaredAt {
    /// The module, as `module_path!()` gives it.
    pub module: &'static str,
    /// The file, as `file!()` gives it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl DeclaredAt {
    /// For the attribute.
    #[doc(hidden)]
    pub const fn new(module: &'static str, file: &'static str, line: u32, column: u32) -> Self {
        DeclaredAt { module, file, line, column }
    }

    fn krate(&self) -> &'static str {
        self.module.split("::").next().unwrap_or_default()
    }

    /// The name of what is declared here, with as much before it as tells it apart from its namesakes, which are declared there.
    pub(crate) fn label(&self, name: &str, namesakes: &[DeclaredAt]) -> String {
        let forms: [fn(&DeclaredAt, &str) -> String; 4] = [
            |_, name| name.to_owned(),
            |at, name| format!("{}::{name}", at.krate()),
            |at, name| format!("{}::{name}", at.module),
            |at, name| format!("{}::{name} ({at})", at.module),
        ];
        let own = forms.iter().find(|form| namesakes.iter().all(|other| form(other, name) != form(self, name)));
        own.map_or_else(|| format!("{}::{name} ({self}:{})", self.module, self.column), |form| form(self, name))
    }
}

impl fmt::Display for DeclaredAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// How many may wait for a kind that says nothing of it.
const QUEUE: u32 = 65_536;

/// How a kind's acquisitions and releases are stamped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ClockMode {
    /// A 1 ms tick; some acquisitions are stamped exactly: a thread's first 64, then, drawn at random, one in 16, after its
    /// 4,096th one in 64. Lifetimes below about 0.1 s are estimated from these, longer ones are known for all to within a tick.
    /// When nothing was acquired or released for a second, the tick is 100 ms, until the next one.
    Tick,
    /// Both ends are stamped exactly, for the price of two clock readings (about 20 ns).
    Exact,
    /// Nothing is stamped: no ages, no lifetimes.
    None,
}

/// What a handle stands for outside of the program, as `counts` says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[non_exhaustive]
pub enum Counts {
    /// A file descriptor.
    Fds,
}

/// One tracked item: its name, its limit, where it is declared. Its identity is its address; the name is a label.
#[derive(Debug)]
pub struct Kind {
    name: &'static str,
    limit: Option<u32>,
    capacity: u32,
    clock: ClockMode,
    counts: Option<Counts>,
    order: Order,
    queue: u32,
    within: Option<&'static BudgetKind>,
    guarantee: u64,
    units: Option<u64>,
    declared_at: DeclaredAt,
    number: Number,
}

impl Kind {
    /// For the attribute, which has checked the numbers while compiling.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        limit: Option<usize>,
        capacity: usize,
        clock: ClockMode,
        declared_at: DeclaredAt,
    ) -> Self {
        assert!(capacity <= MAX_CAPACITY);
        let limit = match limit {
            Some(limit) => {
                assert!(limit <= capacity);
                Some(limit as u32)
            }
            None => None,
        };
        Kind {
            name,
            limit,
            capacity: capacity as u32,
            clock,
            counts: None,
            order: Order::Fifo,
            queue: QUEUE,
            within: None,
            guarantee: 0,
            units: None,
            declared_at,
            number: Number::unset(),
        }
    }

    /// For the attribute: each handle counts as one of these.
    #[doc(hidden)]
    pub const fn counting(mut self, counts: Counts) -> Self {
        self.counts = Some(counts);
        self
    }

    /// For the attribute: so many may wait.
    #[doc(hidden)]
    pub const fn queueing(mut self, queue: usize) -> Self {
        assert!(queue <= MAX_CAPACITY);
        self.queue = queue as u32;
        self
    }

    /// For the attribute: those who wait with one priority are served in this order.
    #[doc(hidden)]
    pub const fn serving(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// For the attribute: what is charged to it is charged to that budget too.
    #[doc(hidden)]
    pub const fn charging(mut self, within: &'static BudgetKind) -> Self {
        self.within = Some(within);
        self
    }

    /// For the attribute: so much of the budget is its own.
    #[doc(hidden)]
    #[track_caller]
    pub const fn guaranteeing(mut self, guarantee: u64) -> Self {
        let limit = match (self.units, self.limit) {
            (Some(units), _) => units,
            (None, Some(limit)) => limit as u64,
            (None, None) => self.capacity as u64,
        };
        assert!(guarantee <= limit, "`guarantee` is larger than `limit`");
        if let Some(budget) = self.within {
            assert!(guarantee <= budget.limit(), "`guarantee` is larger than the limit of the budget it is within");
        }
        self.guarantee = guarantee;
        self
    }

    /// For the attribute: its handles weigh, and all of them so much at most.
    #[doc(hidden)]
    pub const fn weighing(mut self, units: u64) -> Self {
        self.units = Some(units);
        self
    }

    /// The budget that it is within.
    pub const fn within(&self) -> Option<&'static BudgetKind> {
        self.within
    }

    /// How much of that budget is its own, whatever others do.
    pub const fn guarantee(&self) -> u64 {
        self.guarantee
    }

    /// The declared limit of a kind whose handles weigh: of all of them, in units.
    pub const fn units(&self) -> Option<u64> {
        self.units
    }

    /// Whether it charges nodes of the limit hierarchy.
    pub(crate) const fn charges(&self) -> bool {
        self.within.is_some() || self.units.is_some()
    }

    /// What a handle counts as outside of the program, if the attribute says so.
    pub const fn counts(&self) -> Option<Counts> {
        self.counts
    }

    /// The name it was declared with. Several kinds may share one; [`label`](Self::label) tells them apart.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The declared limit; `None` for a kind that is only counted. The one in force is [`Account::limit`](crate::Account::limit).
    pub const fn limit(&self) -> Option<usize> {
        match self.limit {
            Some(limit) => Some(limit as usize),
            None => None,
        }
    }

    /// The largest number of handles that can ever be live, whatever the limit is set to.
    pub const fn capacity(&self) -> usize {
        self.capacity as usize
    }

    /// How its handles are stamped.
    pub(crate) const fn clock(&self) -> ClockMode {
        self.clock
    }

    /// Where it is declared.
    pub const fn declared_at(&self) -> DeclaredAt {
        self.declared_at
    }

    /// The name, with as much before it as tells it apart from all other registered kinds: nothing, its crate, its module, or
    /// its module and, behind it, the line where it is declared, with the column if need be.
    ///
    /// Cost: looks at every registered kind.
    pub fn label(&'static self) -> String {
        self.label_among(&kinds())
    }

    /// The same, if the registered kinds are at hand, ordered by name.
    pub(crate) fn label_among(&self, kinds: &[&'static Kind]) -> String {
        let first = kinds.partition_point(|other| other.name < self.name);
        let namesakes = kinds[first..].iter().take_while(|other| other.name == self.name);
        let others = namesakes.filter(|other| !std::ptr::eq(**other, self));
        self.declared_at.label(self.name, &others.map(|twin| twin.declared_at).collect::<Vec<_>>())
    }

    /// Whether it can have a limit.
    pub(crate) fn check_limit(&self, asked: usize) -> Result<(), LimitError> {
        let capacity = if self.units.is_some() { UNITS_MAX as usize } else { self.capacity() };
        if asked <= capacity { Ok(()) } else { Err(LimitError { kind: self.name, asked, capacity }) }
    }

    /// A small number of its own, given on first use.
    pub(crate) fn number(&'static self) -> usize {
        self.number.of(self)
    }

    /// Whether the attribute says the same of both, but for where they stand.
    pub(crate) fn is_declared_like(&self, other: &Kind) -> bool {
        let numbers = |kind: &Kind| (kind.limit, kind.capacity, kind.queue, kind.guarantee, kind.units);
        let words = |kind: &Kind| (kind.clock, kind.counts, kind.order, kind.within.map(std::ptr::from_ref));
        numbers(self) == numbers(other) && words(self) == words(other)
    }

    /// In what order those are served who wait with one priority.
    pub(crate) const fn order(&self) -> Order {
        self.order
    }

    /// How many may wait.
    pub(crate) const fn queue(&self) -> usize {
        self.queue as usize
    }

    /// The limit it starts with.
    pub(crate) fn starting_limit(&self) -> u32 {
        self.limit.unwrap_or(self.capacity)
    }
}
