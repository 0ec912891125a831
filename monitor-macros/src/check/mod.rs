//! Finds what is wrong in an attribute that could be read.

mod amount;
mod function;
mod types;

pub(crate) use self::{
    function::function,
    types::{alias, tracked_type},
};

use crate::{
    faults::Faults,
    model::{Clock, Counts, Declared, Order},
    parse::Options,
};
use syn::{
    Attribute, Expr, ExprLit, ExprUnary, GenericParam, Generics, Ident, Lit, Path, UnOp,
    visit::{self, Visit},
};

/// What holds for every kind.
fn declared(options: &Options, declared: &Declared, attrs: &[Attribute], generics: &Generics, faults: &mut Faults) {
    for again in attrs.iter().filter(|attr| declared.is_tracked(attr)) {
        faults.add(again, "`#[tracked]` is given twice; put all options into one");
    }
    check_kind(options, faults);
    check_clock(options, faults);
    check_counts(options, faults);
    check_order(options, faults);
    check_weight(options, faults);
    check_number("limit", "a kind that is only counted", declared.limit, faults);
    check_number("capacity", "the larger of 1,048,576 and the limit", declared.capacity, faults);
    check_number("queue", "at most 65,536", declared.queue, faults);
    for expr in [declared.limit, declared.capacity, declared.queue].into_iter().flatten() {
        check_scope(expr, generics, faults);
    }
}

/// Options that mean nothing for this sort of item.
fn misplaced(options: &Options, names: &[&str], why: impl Fn(&Ident) -> String, faults: &mut Faults) {
    for given in options.given.iter().filter(|given| names.iter().any(|name| *given == name)) {
        faults.add(given, why(given));
    }
}

fn check_kind(options: &Options, faults: &mut Faults) {
    let Some(kind) = &options.kind else { return };
    let name = kind.value();
    if name.is_empty() {
        faults.add(kind, "`kind` must not be empty; leave it out for the item's own name");
    } else if name.trim() != name || name.contains(char::is_control) {
        faults.add(kind, "`kind` is shown in one line: no control characters, no space around it");
    }
}

fn check_clock(options: &Options, faults: &mut Faults) {
    let Some(clock) = &options.clock else { return };
    if Clock::named(&clock.value()).is_none() {
        let valid = Clock::NAMES.map(|(name, _)| format!("{name:?}")).join(", ");
        faults.add(clock, format!("unknown clock {:?}; valid are {valid}", clock.value()));
    }
}

fn check_counts(options: &Options, faults: &mut Faults) {
    let Some(counts) = &options.counts else { return };
    if Counts::named(&counts.value()).is_none() {
        faults.add(counts, format!("unknown `counts` {:?}; valid is \"fds\", file descriptors", counts.value()));
    }
}

fn check_order(options: &Options, faults: &mut Faults) {
    let Some(order) = &options.order else { return };
    if Order::named(&order.value()).is_none() {
        let valid = Order::NAMES.map(|(name, _)| format!("{name:?}")).join(", ");
        faults.add(order, format!("unknown order {:?}; valid are {valid}", order.value()));
    }
}

fn check_weight(options: &Options, faults: &mut Faults) {
    if let Some(weight) = &options.weight {
        faults.add(weight, "weights are not built yet; a limit counts handles, as in `limit = 64`");
    }
}

/// What can be seen before the compiler knows the value; the constant functions of `monitor::__private` check the value itself.
fn check_number(option: &str, left_out: &str, expr: Option<&Expr>, faults: &mut Faults) {
    let Some(expr) = expr else { return };
    match literal(expr) {
        Some(Number::Positive) | None => {}
        Some(Number::NotPositive) => {
            faults.add(expr, format!("`{option}` must be at least 1; leave it out for {left_out}"));
        }
        Some(Number::Amount(amount)) if option == "limit" => faults.add(expr, amount::refusal(&amount)),
        Some(Number::NoInteger | Number::Amount(_)) => {
            let message = format!("`{option}` is a constant expression of type `usize`, as in `{option} = 64`");
            faults.add(expr, message);
        }
    }
}

enum Number {
    Positive,
    NotPositive,
    NoInteger,
    /// A string, as in `"64 MiB"`.
    Amount(String),
}

fn literal(expr: &Expr) -> Option<Number> {
    match expr {
        // An argument of a `macro_rules` arrives in a group that cannot be seen.
        Expr::Group(group) => literal(&group.expr),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|_| Number::NotPositive),
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) if int.base10_digits() == "0" => Some(Number::NotPositive),
        Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) => Some(Number::Positive),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(Number::Amount(text.value())),
        Expr::Lit(_) => Some(Number::NoInteger),
        _ => None,
    }
}

/// An option's expression is evaluated once for all instances of the item, outside of it.
fn check_scope(expr: &Expr, generics: &Generics, faults: &mut Faults) {
    Scope { generics, faults }.visit_expr(expr);
}

struct Scope<'a> {
    generics: &'a Generics,
    faults: &'a mut Faults,
}

impl Scope<'_> {
    fn is_parameter(&self, name: &Ident, path: &Path) -> bool {
        self.generics.params.iter().any(|param| match param {
            GenericParam::Type(param) => param.ident == *name,
            GenericParam::Const(param) => path.is_ident(&param.ident),
            GenericParam::Lifetime(_) => false,
        })
    }
}

impl<'ast> Visit<'ast> for Scope<'_> {
    fn visit_path(&mut self, path: &'ast Path) {
        let first = &path.segments[0].ident;
        if first == "Self" {
            self.faults.add(first, "`Self` means nothing here; write the type's name");
        } else if path.leading_colon.is_none() && self.is_parameter(first, path) {
            let message = format!(
                "`{first}` is a parameter of the item; a kind is one for all its instances, so its options cannot \
                 depend on parameters"
            );
            self.faults.add(first, message);
        }
        visit::visit_path(self, path);
    }
}
