//! Finds what is wrong in an attribute that could be read.

use crate::{
    faults::Faults,
    forward::{TRAITS, Trait},
    model::{Clock, Model},
    parse::{Keyword, NOT_TRACKABLE, Options},
    spelling,
};
use quote::ToTokens;
use syn::{
    Error, Expr, ExprLit, ExprUnary, GenericParam, Generics, Ident, Lit, Path, UnOp,
    visit::{self, Visit},
};

pub(crate) fn check(options: &Options, model: &Model, faults: &mut Faults) {
    check_item(model, faults);
    check_kind(options, faults);
    check_clock(options, faults);
    check_transparent(options, model, faults);
    check_forward(options, model, faults);
    check_number("limit", "a kind that is only counted", model.limit, faults);
    check_number("capacity", "the larger of 1,048,576 and the limit", model.capacity, faults);
    for expr in model.limit.into_iter().chain(model.capacity) {
        check_scope(expr, &model.item.generics, faults);
    }
}

fn check_item(model: &Model, faults: &mut Faults) {
    if let Keyword::Union(union) = &model.item.keyword {
        faults.add(union, NOT_TRACKABLE);
    }
    for again in model.item.attrs.iter().filter(|attr| model.is_tracked(attr)) {
        faults.add(again, "`#[tracked]` is given twice; put all options into one");
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

fn check_transparent(options: &Options, model: &Model, faults: &mut Faults) {
    if let (Some(at), None) = (options.transparent, &model.transparent) {
        faults.push(Error::new(at, "`transparent` needs a struct with exactly one field"));
    }
}

fn check_forward(options: &Options, model: &Model, faults: &mut Faults) {
    for forward in &options.forward {
        if let Some(member) = &forward.field
            && model.fields.iter().all(|field| field.member != *member)
        {
            faults.add(member, format!("there is no field `{}` to pass anything on to", member.to_token_stream()));
        }
        for name in forward.traits.iter().filter(|name| Trait::named(&name.to_string()).is_none()) {
            faults.add(name, unknown_trait(&name.to_string()));
        }
    }
}

fn unknown_trait(name: &str) -> String {
    let names = TRAITS.iter().map(|known| known.name);
    format!("`{name}` cannot be passed on; {}", spelling::suggestion(name, "what can is", names))
}

/// What can be seen before the compiler knows the value; the constant functions of `monitor::__private` check the value itself.
fn check_number(option: &str, left_out: &str, expr: Option<&Expr>, faults: &mut Faults) {
    let Some(expr) = expr else { return };
    match literal(expr) {
        Some(Number::Positive) | None => {}
        Some(Number::NotPositive) => {
            faults.add(expr, format!("`{option}` must be at least 1; leave it out for {left_out}"));
        }
        Some(Number::NoInteger) => {
            let message = format!("`{option}` is a constant expression of type `usize`, as in `{option} = 64`");
            faults.add(expr, message);
        }
    }
}

enum Number {
    Positive,
    NotPositive,
    NoInteger,
}

fn literal(expr: &Expr) -> Option<Number> {
    match expr {
        // An argument of a `macro_rules` arrives in a group that cannot be seen.
        Expr::Group(group) => literal(&group.expr),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|_| Number::NotPositive),
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) if int.base10_digits() == "0" => Some(Number::NotPositive),
        Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) => Some(Number::Positive),
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
