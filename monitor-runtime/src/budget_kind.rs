//! What `budget!` declares.

use crate::bounds::DEPTH_MAX;
use crate::catalogue::budgets;
use crate::kind::DeclaredAt;

/// A declared budget: one roof over several kinds and other budgets. What is in force of it in a monitor is a
/// [`Budget`](crate::Budget).
#[derive(Debug)]
pub struct BudgetKind {
    name: &'static str,
    limit: u64,
    guarantee: u64,
    within: Option<&'static BudgetKind>,
    declared_at: DeclaredAt,
}

impl BudgetKind {
    /// For `budget!`.
    #[doc(hidden)]
    pub const fn new(name: &'static str, limit: u64, declared_at: DeclaredAt) -> Self {
        BudgetKind { name, limit, guarantee: 0, within: None, declared_at }
    }

    /// For `budget!`: all that is charged to it is charged to that one too.
    #[doc(hidden)]
    pub const fn within(mut self, within: &'static BudgetKind) -> Self {
        self.within = Some(within);
        self
    }

    /// For `budget!`: so much of the budget that it is within is its own.
    #[doc(hidden)]
    pub const fn guaranteeing(mut self, guarantee: u64) -> Self {
        self.guarantee = guarantee;
        self
    }

    /// For `budget!`, while it is compiled: what it is within.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check(&self) {
        let mut at = self.within;
        let mut depth = 0;
        while let Some(budget) = at {
            depth += 1;
            assert!(depth < DEPTH_MAX, "budgets are within each other in a circle, or more than 16 deep");
            at = budget.within;
        }
    }

    /// The name it was declared with.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name, with as much before it as tells it apart from all other budgets that a registered kind is within: nothing, its crate, its
    /// module, or its module and, behind it, the line where it is declared.
    ///
    /// Cost: looks at every registered kind.
    pub fn label(&'static self) -> String {
        self.label_among(&budgets())
    }

    /// The same, if the budgets are at hand.
    pub(crate) fn label_among(&self, budgets: &[&'static BudgetKind]) -> String {
        let others = budgets.iter().filter(|other| other.name == self.name && !std::ptr::eq(**other, self));
        self.declared_at.label(self.name, &others.map(|twin| twin.declared_at).collect::<Vec<_>>())
    }

    /// The declared limit, in units: one for each handle, or what it weighs.
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// How much of the budget that it is within is its own, whatever others do.
    pub const fn guarantee(&self) -> u64 {
        self.guarantee
    }

    /// The declared budget that it is within.
    pub const fn parent(&self) -> Option<&'static BudgetKind> {
        self.within
    }

    /// Where it is declared.
    pub const fn declared_at(&self) -> DeclaredAt {
        self.declared_at
    }
}
