//! Numbers, as far as they can be seen before the compiler knows their values; the constant functions of `monitor::__private` check
//! the values themselves.

use crate::{amount, faults::Faults};
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// What a string such as `"64 MiB"` is where a number is asked for.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    Allowed,
    /// Only handles that weigh have amounts.
    NeedsWeight,
    NoNumber,
}

/// Checks the number of an option, which may be `left_out` for something else.
pub(super) fn check_number(
    option: &str,
    left_out: Option<&str>,
    expr: Option<&Expr>,
    amount: Amount,
    faults: &mut Faults,
) {
    let Some(expr) = expr else { return };
    let fault = match (literal(expr), amount) {
        (Some(Number::Positive) | None, _) => return,
        (Some(Number::NotPositive), _) => {
            let left_out = left_out.map(|left_out| format!("; leave it out for {left_out}")).unwrap_or_default();
            format!("`{option}` must be at least 1{left_out}")
        }
        (Some(Number::NoInteger), _) | (Some(Number::Amount(_)), Amount::NoNumber) => {
            format!("`{option}` is a constant expression of type `usize`, as in `{option} = 64`")
        }
        (Some(Number::Amount(said)), amount) => match (amount::bytes(&said), amount) {
            (Ok(_), Amount::NeedsWeight) => needs_weight(option),
            (Ok(_), _) => return,
            (Err(wrong), _) => wrong,
        },
    };
    faults.add(expr, fault);
}

fn needs_weight(option: &str) -> String {
    format!(
        "an amount needs `weight = path::to::function`, which says what a value weighs; a {option} without it counts \
         handles, as in `{option} = 64`"
    )
}

enum Number {
    Positive,
    NotPositive,
    NoInteger,
    /// A string, as in `"64 MiB"`.
    Amount(String),
}

fn literal(expr: &Expr) -> Option<Number> {
    if let Some(amount) = amount::literal(expr) {
        return Some(Number::Amount(amount.value()));
    }
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
