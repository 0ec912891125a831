//! Writes when something was wrong, so that one mistake gives one error.

use crate::{
    expand,
    faults::Faults,
    model::Model,
    parse::{Item, Options},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Error;

/// The item and its handle, as if the attribute had named only the handle and the crate: code that uses the handle
/// gives no further errors, and the options that may be wrong are gone.
pub(crate) fn expand(options: &Options, item: &Item, error: &Error) -> TokenStream {
    let names = Options { handle: options.handle.clone(), monitor: options.monitor.clone(), ..Options::default() };
    let stub = expand::expand(&Model::new(&names, item));
    let error = error.to_compile_error();
    quote!(#stub #error)
}

/// The item alone: there is no type that a handle could hold.
pub(crate) fn untouched(item: &TokenStream, faults: Faults) -> TokenStream {
    let error = faults.check().err().map(|error| error.to_compile_error());
    quote!(#item #error)
}
