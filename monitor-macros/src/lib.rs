//! The `#[tracked]` attribute of `safety-monitor`; use it through the `monitor` crate, which re-exports it.
//!
//! One stage a file: `parse` reads, `model` decides what is not said, `check` gathers what is wrong, `expand` writes, and
//! `fallback` writes when something was wrong.

#![forbid(unsafe_code)]

mod check;
mod expand;
mod fallback;
mod faults;
mod fields;
mod forward;
mod model;
mod parse;
mod spelling;

use faults::Faults;
use model::Model;
use proc_macro2::TokenStream;

#[allow(
    missing_docs,
    reason = "the `monitor` crate re-exports it with its documentation, which this would stand behind"
)]
#[proc_macro_attribute]
pub fn tracked(attribute: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_or_fall_back(attribute.into(), &item.into()).into()
}

fn expand_or_fall_back(attribute: TokenStream, tokens: &TokenStream) -> TokenStream {
    let mut faults = Faults::new();
    let options = parse::options(attribute, &mut faults);
    let Some(item) = parse::item(tokens, &mut faults) else {
        return fallback::untouched(tokens, faults);
    };
    let model = Model::new(&options, &item);
    check::check(&options, &model, &mut faults);
    match faults.check() {
        Ok(()) => expand::expand(&model),
        Err(error) => fallback::expand(&options, &item, &error),
    }
}
