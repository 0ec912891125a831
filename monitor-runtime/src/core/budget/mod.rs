//! Limits above limits: budgets, guarantees, quotas, reservations, and limits on what handles weigh. `README.md` in the folder above says why no
//! level is ever passed, and why nothing is denied falsely.

mod branch;
mod changes;
mod charged;
mod claim;
mod limits;
mod lines;
mod modes;
mod node;
mod readings;
mod refill;
mod reserve;
mod taking;
#[cfg(all(test, not(loom)))]
mod tests;
mod tree;
mod units;
mod waiting;

pub(in crate::core) use self::branch::{Branch, BranchQueue};
#[cfg(all(test, loom))]
pub(in crate::core) use self::changes::Changes;
pub(in crate::core) use self::claim::narrowest;
pub(crate) use self::limits::Guaranteed;
pub(in crate::core) use self::node::Node;
pub(crate) use self::readings::BudgetReading;
pub(crate) use self::reserve::Given;
pub(in crate::core) use self::reserve::Reservations;
pub(in crate::core) use self::tree::Tree;
