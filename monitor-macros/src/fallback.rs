//! Writes when something was wrong, so that one mistake gives one error.

use crate::{
    expand,
    faults::Faults,
    model::{BudgetModel, CallModel, TypeModel},
    parse::{BudgetItem, BudgetOptions, Options, TypeItem},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Error;

/// The item and its handle, as if the attribute had said only what makes the handle what it is: code that uses the handle gives no
/// further errors, and the options that may be wrong are gone. Of what the handle passes on, the model leaves out what is wrong. What
/// can have no handle has none.
pub(crate) fn tracked_type(options: &Options, item: &TypeItem, error: &Error) -> TokenStream {
    let shape = Options {
        given: options.key("weight").into_iter().cloned().collect(),
        handle: options.handle.clone(),
        monitor: options.monitor.clone(),
        transparent: options.transparent,
        forward: options.forward.clone(),
        ..Options::default()
    };
    let model = TypeModel::new(&shape, item);
    let stub =
        if model.unsized_type().is_some() { expand::untracked_type(&model) } else { expand::tracked_type(&model) };
    let error = error.to_compile_error();
    quote!(#stub #error)
}

/// The function as if it had no attribute: who calls it sees no difference.
pub(crate) fn function(model: &CallModel, error: &Error) -> TokenStream {
    let untracked = expand::untracked(model);
    let error = error.to_compile_error();
    quote!(#untracked #error)
}

/// The static with nothing but a name, so that what is within it gives no further errors.
pub(crate) fn budget(options: &BudgetOptions, item: &BudgetItem, error: &Error) -> TokenStream {
    let shape = BudgetOptions { monitor: options.monitor.clone(), ..BudgetOptions::default() };
    let stub = expand::budget(&BudgetModel::new(&shape, item));
    let error = error.to_compile_error();
    quote!(#stub #error)
}

/// The item alone: it is none that can be tracked.
pub(crate) fn untouched(item: &TokenStream, faults: Faults) -> TokenStream {
    let error = faults.check().err().map(|error| error.to_compile_error());
    quote!(#item #error)
}
