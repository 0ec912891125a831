//! Finds what is wrong in an attribute that could be read.

mod budget;
mod function;
mod number;
mod scope;
mod types;

pub(crate) use self::{
    budget::budget,
    function::function,
    types::{alias, tracked_type},
};

use self::{
    number::{Amount, check_number},
    scope::{check_path, check_scope},
};
use crate::{
    faults::Faults,
    model::{Clock, Counts, Declared, Order},
    parse::Options,
    spelling,
};
use syn::{Attribute, Generics, Ident, LitStr};

/// What holds for every kind.
fn declared(options: &Options, declared: &Declared, attrs: &[Attribute], generics: &Generics, faults: &mut Faults) {
    for again in attrs.iter().filter(|attr| declared.is_tracked(attr)) {
        faults.add(again, "`#[tracked]` is given twice; put all options into one");
    }
    check_name("kind", options.kind.as_ref(), faults);
    check_word("clock", options.clock.as_ref(), &Clock::NAMES, faults);
    check_word("counts", options.counts.as_ref(), &Counts::NAMES, faults);
    check_word("order", options.order.as_ref(), &Order::NAMES, faults);
    check_numbers(options, declared.weighs, faults);
    check_guarantee(options.key("guarantee"), options.key("within"), faults);
    for expr in [&options.limit, &options.capacity, &options.queue, &options.guarantee].into_iter().flatten() {
        check_scope(expr, generics, faults);
    }
    if let Some(within) = declared.within {
        check_path(within, generics, faults);
    }
}

/// Limit and guarantee are in units if the handles weigh, and in units there are amounts.
fn check_numbers(options: &Options, weighs: bool, faults: &mut Faults) {
    let amount = if weighs { Amount::Allowed } else { Amount::NeedsWeight };
    let counted = (!weighs).then_some("a kind that is only counted");
    check_number("limit", counted, options.limit.as_ref(), amount, faults);
    let enough = Some("the larger of 1,048,576 and the limit");
    check_number("capacity", enough, options.capacity.as_ref(), Amount::NoNumber, faults);
    check_number("queue", Some("at most 65,536"), options.queue.as_ref(), Amount::NoNumber, faults);
    check_number("guarantee", Some("none"), options.guarantee.as_ref(), amount, faults);
}

fn check_guarantee(guarantee: Option<&Ident>, within: Option<&Ident>, faults: &mut Faults) {
    if let (Some(guarantee), None) = (guarantee, within) {
        faults.add(guarantee, "`guarantee` is a part of a budget; say which, as in `within = NETWORK`");
    }
}

/// Options that mean nothing for this sort of item.
fn misplaced(options: &Options, names: &[&str], why: impl Fn(&Ident) -> String, faults: &mut Faults) {
    for given in options.given.iter().filter(|given| names.iter().any(|name| *given == name)) {
        faults.add(given, why(given));
    }
}

fn check_name(option: &str, name: Option<&LitStr>, faults: &mut Faults) {
    let Some(said) = name else { return };
    let name = said.value();
    if name.is_empty() {
        faults.add(said, format!("`{option}` must not be empty; leave it out for the item's own name"));
    } else if name.trim() != name || name.contains(char::is_control) {
        faults.add(said, format!("`{option}` is shown in one line: no control characters, no space around it"));
    }
}

/// One of a few words.
fn check_word<T>(option: &str, said: Option<&LitStr>, names: &[(&str, T)], faults: &mut Faults) {
    let Some(said) = said else { return };
    if names.iter().all(|(name, _)| *name != said.value()) {
        let names: Vec<_> = names.iter().map(|(name, _)| format!("{name:?}")).collect();
        faults.add(said, unknown_word(option, said, names.iter().map(String::as_str)));
    }
}

/// What to say of a word that is none of the `names`, which are in quotes.
fn unknown_word<'a>(option: &str, said: &LitStr, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let said = format!("{:?}", said.value());
    format!("unknown `{option}` {said}; {}", spelling::suggestion(&said, "valid are", names))
}
