//! Finds what is wrong where a budget is declared.

use super::{
    check_guarantee, check_name,
    number::{Amount, check_number},
    scope::{check_path, check_scope},
};
use crate::{
    faults::Faults,
    parse::{BudgetItem, BudgetOptions},
};
use syn::Generics;

pub(crate) fn budget(options: &BudgetOptions, item: &BudgetItem, faults: &mut Faults) {
    check_name("name", options.name.as_ref(), faults);
    if item.options.is_ok() && options.key("limit").is_none() {
        faults.add(&item.ident, "a budget needs a `limit`, as in `limit = 1_000` or `limit = \"64 MiB\"`");
    }
    check_number("limit", None, options.limit.as_ref(), Amount::Allowed, faults);
    check_number("guarantee", Some("none"), options.guarantee.as_ref(), Amount::Allowed, faults);
    check_guarantee(options.key("guarantee"), options.key("within"), faults);
    let no_generics = Generics::default();
    for expr in [&options.limit, &options.guarantee].into_iter().flatten() {
        check_scope(expr, &no_generics, faults);
    }
    if let Some(within) = &options.within {
        check_path(within, &no_generics, faults);
    }
}
