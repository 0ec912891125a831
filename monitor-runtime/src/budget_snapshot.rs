//! The figures of budgets, as data and as a table.

use std::fmt;
use std::sync::Arc;

use crate::budget_kind::BudgetKind;
use crate::catalogue::budgets;
use crate::core::{self, BudgetReading};
use crate::setting::{Setting, Source};
use crate::table::{Align, Grouped, Table};

/// One budget in a [`Snapshot`](crate::Snapshot).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BudgetSnapshot {
    /// Its name or, of a declared one, its [label](crate::BudgetKind::label). Budgets that were made at run time may share a name.
    pub budget: Arc<str>,
    /// How many budgets it is within: zero for a root.
    pub depth: usize,
    /// The limit in force, in units: one for each handle, or what it weighs.
    pub limit: u64,
    /// Where that limit comes from.
    pub limit_source: Source,
    /// How much of the budget that it is within is its own.
    pub guarantee: u64,
    /// How much is held within it.
    pub used: u64,
    /// How many wait because it is full.
    pub pending: usize,
    /// Whether it was made at run time.
    pub is_quota: bool,
    /// How many budgets directly within it were made at run time. The 8 that use most are in the snapshot.
    pub quotas: usize,
}

impl BudgetSnapshot {
    /// Every budget of a monitor, each followed by those within it.
    pub(crate) fn all(accounts: &'static core::Accounts) -> Vec<BudgetSnapshot> {
        let declared = budgets();
        accounts.tree().budgets().iter().map(|reading| BudgetSnapshot::of(reading, &declared)).collect()
    }

    /// What is in force, unless it was made at run time.
    pub(crate) fn setting(&self) -> Option<Setting> {
        (!self.is_quota).then(|| Setting {
            kind: format!("budget {}", self.budget),
            option: "limit",
            value: self.limit.to_string(),
            source: self.limit_source.clone(),
        })
    }

    fn of(reading: &BudgetReading, all: &[&'static BudgetKind]) -> BudgetSnapshot {
        let label = |declared: &BudgetKind| declared.label_among(all).into();
        BudgetSnapshot {
            budget: reading.declared.map_or_else(|| reading.node.name(), label),
            depth: reading.depth,
            limit: reading.node.limit(),
            limit_source: reading.limit_source.clone(),
            guarantee: reading.node.guarantee(),
            used: reading.held,
            pending: reading.pending,
            is_quota: reading.node.is_quota(),
            quotas: reading.quotas,
        }
    }
}

/// `network: 560 of 976 used`.
impl fmt::Display for BudgetSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} of {} used", self.budget, Grouped(self.used), Grouped(self.limit))
    }
}

/// Budgets as a table, those within another indented below it.
pub(crate) struct Budgets<'a>(pub(crate) &'a [BudgetSnapshot]);

impl fmt::Display for Budgets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&[
            ("budget", Align::Left),
            ("used", Align::Right),
            ("limit", Align::Right),
            ("full", Align::Right),
            ("guarantee", Align::Right),
            ("pending", Align::Right),
            ("quotas", Align::Right),
        ]);
        for BudgetSnapshot { budget, depth, limit, guarantee, used, pending, quotas, .. } in self.0 {
            let full = if *limit == 0 { 1.0 } else { *used as f64 / *limit as f64 };
            table.row(vec![
                format!("{:indent$}{budget}", "", indent = 2 * depth),
                Grouped(*used).to_string(),
                Grouped(*limit).to_string(),
                format!("{:.0} %", full * 100.0),
                Grouped(*guarantee).to_string(),
                Grouped(*pending as u64).to_string(),
                Grouped(*quotas as u64).to_string(),
            ]);
        }
        table.fmt(f)
    }
}
