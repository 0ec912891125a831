//! Amounts such as `"64 MiB"`: what handles weigh, and not how many there are.

use crate::spelling;
use proc_macro2::{Literal, Span};
use syn::{Expr, ExprLit, Lit, LitStr, parse_quote};

/// Bytes in a unit.
const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// The expression with its amount, if it is one, as a number. What is none, or a wrong one, is for the check to tell.
pub(crate) fn in_bytes(expr: &Expr) -> Expr {
    match literal(expr).map(|amount| (bytes(&amount.value()), amount.span())) {
        Some((Ok(bytes), at)) => {
            let mut number = Literal::u64_unsuffixed(bytes);
            // The user did not write it, and need not answer for how it is written.
            number.set_span(at.resolved_at(Span::call_site()));
            parse_quote!(#number)
        }
        _ => expr.clone(),
    }
}

/// The string that is all of the expression.
pub(crate) fn literal(expr: &Expr) -> Option<&LitStr> {
    match expr {
        // An argument of a `macro_rules` arrives in a group that cannot be seen.
        Expr::Group(group) => literal(&group.expr),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// How many bytes an amount is; what is wrong with it, if it is none.
pub(crate) fn bytes(amount: &str) -> Result<u64, String> {
    let digits = amount.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = (digits.trim(), amount[digits.len()..].trim());
    let number: u64 = number
        .parse()
        .map_err(|_| format!("{amount:?} is no amount; one is a whole number and a unit, as in \"64 MiB\""))?;
    if unit.is_empty() {
        return Err(format!("{amount:?} has no unit; a number stands without quotes, as in `{number}`"));
    }
    let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        let meant = spelling::suggestion(unit, "valid are", UNITS.iter().map(|(name, _)| *name));
        return Err(format!("{unit:?} is no unit; {meant}"));
    };
    let bytes = number.checked_mul(*factor).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| format!("{amount:?} must be at least 1 and fit in 64 bits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_with_a_unit() {
        for (amount, expected) in
            [("1 B", 1), ("64 MiB", 64 << 20), ("64MiB", 64 << 20), (" 3 kB ", 3_000), ("2 GB", 2_000_000_000)]
        {
            assert_eq!(bytes(amount), Ok(expected), "{amount}");
        }
        for (amount, wrong) in [
            ("", "is no amount"),
            ("MiB", "is no amount"),
            ("-1 MiB", "is no amount"),
            ("1.5 MiB", "is no amount"),
            ("64", "has no unit"),
            ("64 mib", "did you mean `MiB`?"),
            ("64 kb", "did you mean `kB`?"),
            ("64 parsecs", "valid are B, "),
            ("0 B", "must be at least 1"),
            ("99999999999 GiB", "must be at least 1 and fit"),
        ] {
            assert!(bytes(amount).unwrap_err().contains(wrong), "{amount}: {:?}", bytes(amount));
        }
    }
}
