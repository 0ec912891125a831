//! Reads the attribute and its item; decides nothing.

mod alias;
mod budget;
mod entry;
mod function;
mod options;
mod types;

pub(crate) use self::{
    alias::{Alias, alias},
    budget::{BudgetItem, BudgetOptions, budget, budget_options, budgets},
    function::{Body, FunctionItem},
    options::{Forward, Options, options},
    types::{Keyword, TypeItem},
};

use crate::faults::Faults;
use proc_macro2::TokenStream;
use syn::{
    Attribute, Result, Visibility,
    parse::{Parse, ParseStream},
};

pub(crate) const NOT_TRACKABLE: &str = "`#[tracked]` goes on a struct, an enum or a function";

pub(crate) const NOT_ONE_FIELD: &str = "`transparent` needs a struct with exactly one field";

/// What the attribute stands on.
pub(crate) enum Item {
    Type(TypeItem),
    Function(Box<FunctionItem>),
}

/// Reads the item; `None` if it is one that cannot be tracked.
pub(crate) fn item(tokens: &TokenStream, faults: &mut Faults) -> Option<Item> {
    let parsed = syn::parse2(tokens.clone());
    parsed.map_err(|error| faults.push(error)).ok()
}

impl Parse for Item {
    fn parse(input: ParseStream) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let definition = input.fork().parse()?;
        let vis: Visibility = input.parse()?;
        if function::begins(input) {
            FunctionItem::parse(attrs, vis, input).map(Box::new).map(Item::Function)
        } else {
            TypeItem::parse(attrs, vis, definition, input).map(Item::Type)
        }
    }
}
