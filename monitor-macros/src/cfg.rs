//! Conditions under which something is compiled, as they stand in `#[cfg(..)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

/// One condition. No predicate: it always holds.
#[derive(Clone)]
pub(crate) struct Cfg(Option<TokenStream>);

impl Cfg {
    pub(crate) const ALWAYS: Cfg = Cfg(None);

    /// What these attributes ask for.
    pub(crate) fn of(attrs: &[Attribute]) -> Cfg {
        let asked = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        asked.fold(Cfg::ALWAYS, |all, attr| match &attr.meta {
            Meta::List(list) => all.and(&Cfg(Some(list.tokens.clone()))),
            _ => all,
        })
    }

    pub(crate) fn always_holds(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn and(&self, other: &Cfg) -> Cfg {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(one), Some(other)) => Cfg(Some(quote!(all(#one, #other)))),
        }
    }

    fn or(&self, other: &Cfg) -> Cfg {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Cfg(Some(quote!(any(#one, #other)))),
            _ => Cfg::ALWAYS,
        }
    }

    pub(crate) fn not(&self) -> Cfg {
        let predicate = &self.0.clone().unwrap_or_else(|| quote!(all()));
        Cfg(Some(quote!(not(#predicate))))
    }

    /// That so many of the others hold, and no more.
    pub(crate) fn exactly(count: usize, others: &[Cfg]) -> Cfg {
        let Some((first, rest)) = others.split_first() else {
            return if count == 0 { Cfg::ALWAYS } else { Cfg::ALWAYS.not() };
        };
        let without = first.not().and(&Cfg::exactly(count, rest));
        match count.checked_sub(1) {
            Some(count) => first.and(&Cfg::exactly(count, rest)).or(&without),
            None => without,
        }
    }

    /// The attribute; none if the condition always holds.
    pub(crate) fn attribute(&self) -> Option<TokenStream> {
        self.0.as_ref().map(|predicate| quote!(#[cfg(#predicate)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(count: usize, others: &[&str]) -> String {
        let others: Vec<_> = others.iter().map(|other| Cfg(Some(other.parse().unwrap()))).collect();
        Cfg::exactly(count, &others).0.map_or("always".into(), |predicate| predicate.to_string().replace(' ', ""))
    }

    #[test]
    fn so_many_and_no_more() {
        assert_eq!(exactly(0, &[]), "always");
        assert_eq!(exactly(1, &[]), "not(all())");
        assert_eq!(exactly(0, &["a", "b"]), "all(not(a),not(b))");
        assert_eq!(exactly(1, &["a", "b"]), "any(all(a,not(b)),all(not(a),any(b,all(not(b),not(all())))))");
    }
}
