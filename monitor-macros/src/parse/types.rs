//! Reads the head of a struct, an enum or a union.

use super::NOT_TRACKABLE;
use crate::copied;
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Generics, Ident, Result, Token, Visibility, WhereClause,
    parse::{Parse, ParseStream, Parser},
    parse_quote,
    token::Paren,
};

/// A struct, an enum or a union, as far as its handle needs to know it. The fields stay unread.
pub(crate) struct TypeItem {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) keyword: Keyword,
    pub(crate) ident: Ident,
    /// With the item's own name for `Self`.
    pub(crate) generics: Generics,
    /// The whole item without its attributes, as it was written.
    pub(crate) definition: TokenStream,
}

pub(crate) enum Keyword {
    Struct,
    Enum,
    Union(Token![union]),
}

impl TypeItem {
    /// A type that was not written by the user.
    pub(super) fn written(attrs: Vec<Attribute>, definition: TokenStream) -> Result<Self> {
        let read = |input: ParseStream| {
            let vis = input.parse()?;
            TypeItem::parse(attrs, vis, definition.clone(), input)
        };
        read.parse2(definition.clone())
    }

    /// Reads what stands behind the visibility.
    pub(super) fn parse(
        attrs: Vec<Attribute>,
        vis: Visibility,
        definition: TokenStream,
        input: ParseStream,
    ) -> Result<Self> {
        let keyword = input.parse()?;
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        generics.where_clause = where_clause(input)?;
        input.parse::<TokenStream>()?;
        let generics = without_self(&generics, &ident);
        Ok(TypeItem { attrs, vis, keyword, ident, generics, definition })
    }
}

fn without_self(generics: &Generics, ident: &Ident) -> Generics {
    let (_, type_generics, _) = generics.split_for_impl();
    let own = parse_quote!(#ident #type_generics);
    let where_clause = generics.where_clause.as_ref().map(|clause| copied::named(clause, &own));
    Generics { where_clause, ..copied::named(generics, &own) }
}

impl Parse for Keyword {
    fn parse(input: ParseStream) -> Result<Self> {
        if input.parse::<Option<Token![struct]>>()?.is_some() {
            Ok(Keyword::Struct)
        } else if input.parse::<Option<Token![enum]>>()?.is_some() {
            Ok(Keyword::Enum)
        } else if input.peek(Token![union]) {
            input.parse().map(Keyword::Union)
        } else {
            Err(input.error(NOT_TRACKABLE))
        }
    }
}

/// The where clause stands before the fields, or behind them if they are in parentheses.
fn where_clause(input: ParseStream) -> Result<Option<WhereClause>> {
    if input.peek(Paren) {
        input.parse::<TokenTree>()?;
    }
    input.parse()
}
