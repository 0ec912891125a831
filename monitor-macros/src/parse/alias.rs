//! Reads what `tracked_type!` is given: a type alias, and the options behind it.

use super::TypeItem;
use crate::faults::Faults;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Generics, Ident, Result, Token, Type, Visibility,
    parse::{Parse, ParseStream},
};

/// A name for a type of another crate, to be made a type of its own.
pub(crate) struct Alias {
    /// The struct that it becomes.
    pub(crate) item: TypeItem,
    /// What that holds.
    pub(crate) ty: Type,
    pub(crate) options: TokenStream,
}

/// Reads an alias; `None` if it is none.
pub(crate) fn alias(tokens: TokenStream, faults: &mut Faults) -> Option<Alias> {
    syn::parse2(tokens).map_err(|error| faults.push(error)).ok()
}

impl Parse for Alias {
    fn parse(input: ParseStream) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        if !input.peek(Token![type]) {
            let example = "expected a type alias, as in `pub type LogFile = std::fs::File;`, and the options behind it";
            return Err(input.error(example));
        }
        input.parse::<Token![type]>()?;
        let ident: Ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        generics.where_clause = input.parse()?;
        input.parse::<Token![=]>()?;
        let ty: Type = input.parse()?;
        if !input.peek(Token![;]) {
            return Err(input.error("expected `;` between the alias and the options"));
        }
        input.parse::<Token![;]>()?;
        let where_clause = &generics.where_clause;
        let definition = quote!(#vis struct #ident #generics (#vis #ty) #where_clause;);
        let item = TypeItem::written(attrs, definition)?;
        Ok(Alias { item, ty, options: input.parse()? })
    }
}
