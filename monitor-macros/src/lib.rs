//! The `#[tracked]` attribute, `tracked_type!` and `budget!` of `safety-monitor`; use them through the `monitor` crate, which re-exports them.
//!
//! One stage a file, or a folder with a file for types and one for functions: `parse` reads, `model` decides what is not
//! said, `check` gathers what is wrong, `expand` writes, and `fallback` writes when something was wrong.

#![forbid(unsafe_code)]

mod amount;
mod cfg;
mod check;
mod copied;
mod expand;
mod fallback;
mod faults;
mod fields;
mod forward;
mod future;
mod model;
mod parse;
mod spelling;
#[cfg(test)]
mod tests;

use faults::Faults;
use model::{BudgetModel, CallModel, TypeModel};
use parse::{Alias, FunctionItem, Item, Options, TypeItem};
use proc_macro2::TokenStream;
use quote::quote;

#[allow(
    missing_docs,
    reason = "the `monitor` crate re-exports it with its documentation, which this would stand behind"
)]
#[proc_macro_attribute]
pub fn tracked(attribute: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    track(attribute.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "the same")]
#[proc_macro]
pub fn tracked_type(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    track_alias(input.into()).into()
}

#[allow(missing_docs, reason = "the same")]
#[proc_macro]
pub fn budget(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    parse::budgets(input.into()).into_iter().map(declare_budget).collect::<TokenStream>().into()
}

fn declare_budget(tokens: TokenStream) -> TokenStream {
    let mut faults = Faults::new();
    let Some(item) = parse::budget(tokens, &mut faults) else {
        return fallback::untouched(&TokenStream::new(), faults);
    };
    let options = parse::budget_options(&item, &mut faults);
    check::budget(&options, &item, &mut faults);
    match faults.check() {
        Ok(()) => expand::budget(&BudgetModel::new(&options, &item)),
        Err(error) => fallback::budget(&options, &item, &error),
    }
}

fn track_alias(input: TokenStream) -> TokenStream {
    let mut faults = Faults::new();
    let Some(Alias { item, ty, options }) = parse::alias(input, &mut faults) else {
        return fallback::untouched(&TokenStream::new(), faults);
    };
    let mut options = parse::options(options, &mut faults);
    check::alias(&options, &mut faults);
    options.transparent = Some(item.ident.span());
    let wrapping = TypeModel::new(&options, &item).unsized_type().is_none().then(|| expand::wrapping(&item, &ty));
    let tracked = track_type(&options, &item, faults);
    quote!(#tracked #wrapping)
}

fn track(attribute: TokenStream, tokens: &TokenStream) -> TokenStream {
    let mut faults = Faults::new();
    let options = parse::options(attribute, &mut faults);
    match parse::item(tokens, &mut faults) {
        Some(Item::Type(item)) => track_type(&options, &item, faults),
        Some(Item::Function(item)) => track_function(&options, &item, faults),
        None => fallback::untouched(tokens, faults),
    }
}

fn track_type(options: &Options, item: &TypeItem, mut faults: Faults) -> TokenStream {
    let model = TypeModel::new(options, item);
    check::tracked_type(options, &model, &mut faults);
    match faults.check() {
        Ok(()) => expand::tracked_type(&model),
        Err(error) => fallback::tracked_type(options, item, &error),
    }
}

fn track_function(options: &Options, item: &FunctionItem, mut faults: Faults) -> TokenStream {
    let model = CallModel::new(options, item);
    check::function(options, &model, &mut faults);
    match faults.check() {
        Ok(()) => expand::function(&model),
        Err(error) => fallback::function(&model, &error),
    }
}
