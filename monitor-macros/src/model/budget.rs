//! Decides what a budget leaves open.

use super::{kept, monitor, name, private};
use crate::{
    amount,
    parse::{BudgetItem, BudgetOptions},
};
use syn::{Attribute, Expr, LitStr, Path};

/// What is to be written for a budget, complete.
pub(crate) struct BudgetModel<'a> {
    pub(crate) item: &'a BudgetItem,
    /// All that is named of the `monitor` crate.
    pub(crate) private: Path,
    pub(crate) name: LitStr,
    /// No limit: something was wrong, and all is allowed, so that nothing else is.
    pub(crate) limit: Option<Expr>,
    pub(crate) within: Option<&'a Path>,
    pub(crate) guarantee: Option<Expr>,
    /// Attributes of the static that hold for what is written beside it too.
    pub(crate) kept: Vec<Attribute>,
}

impl<'a> BudgetModel<'a> {
    pub(crate) fn new(options: &'a BudgetOptions, item: &'a BudgetItem) -> Self {
        BudgetModel {
            item,
            private: private(&monitor(options.monitor.as_ref())),
            name: options.name.clone().unwrap_or_else(|| name::of(&item.ident)),
            limit: options.limit.as_ref().map(amount::in_bytes),
            within: options.within.as_ref(),
            guarantee: options.guarantee.as_ref().map(amount::in_bytes),
            kept: item.attrs.iter().flat_map(kept).collect(),
        }
    }
}
