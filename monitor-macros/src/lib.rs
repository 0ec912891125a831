//! The `#[tracked]` attribute of `safety-monitor`; use it through the `monitor` crate, which re-exports it.
//!
//! One stage a file: `parse` reads, `model` decides what is not said, `check` gathers what is wrong, `expand` writes, and
//! `fallback` writes when something was wrong.

#![forbid(unsafe_code)]

mod check;
mod expand;
mod fallback;
mod faults;
mod model;
mod parse;
mod spelling;

use faults::Faults;
use model::Model;
use proc_macro2::TokenStream;

/// Makes a struct or an enum a tracked resource.
///
/// The item stays as it is. Beside it appear its handle, `ClientHandle` for a `Client`, and its kind, which is
/// registered when the program starts.
///
/// | option | value | left out |
/// |---|---|---|
/// | `kind` | a string: the name in reports and metrics | the item's name in snake case |
/// | `limit` | a constant expression of type `usize`, at least 1: how many may be live at once | no limit: only counted |
/// | `capacity` | a constant expression of type `usize`, at least `limit`: the limit can be raised up to it | 1,048,576, or `limit` if that is larger |
/// | `handle` | an identifier: the name of the handle | the item's name and `Handle` |
/// | `clock` | `"tick"`, `"exact"` or `"none"`: how lifetimes are measured | `"tick"` |
/// | `crate` | a path, bare or in a string: where the `monitor` crate is found | `::monitor` |
///
/// ```ignore
/// #[tracked(kind = "client", limit = 64)]
/// struct Client { stream: TcpStream }
/// ```
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
