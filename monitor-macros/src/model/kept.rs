//! Attributes of the user's item that hold for what is written beside it.

use syn::{Attribute, Ident, Meta, parse_quote};

/// What holds for all that is written beside the item, too.
pub(crate) fn kept(attr: &Attribute) -> Vec<Attribute> {
    let name = attr.path().get_ident().map(Ident::to_string);
    match name.as_deref() {
        Some("allow" | "cfg") => vec![attr.clone()],
        Some("doc") if is_about(attr, "hidden") => vec![attr.clone()],
        // What is written beside a deprecated item must still name it.
        Some("deprecated") => vec![attr.clone(), parse_quote!(#[allow(deprecated)])],
        // What is expected of the item need not happen in its handle. But if the handle were allowed to be dead, the item would live by it.
        Some("expect") if !is_about(attr, "dead_code") => vec![allow_instead(attr)],
        _ => Vec::new(),
    }
}

/// Whether that name stands in the attribute's parentheses.
fn is_about(attr: &Attribute, name: &str) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    list.tokens.clone().into_iter().any(|token| token.to_string() == name)
}

fn allow_instead(expect: &Attribute) -> Attribute {
    let mut allow = expect.clone();
    if let Meta::List(list) = &mut allow.meta {
        list.path = parse_quote!(allow);
    }
    allow
}
