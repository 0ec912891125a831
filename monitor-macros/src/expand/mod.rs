//! Writes what the attribute adds.
//!
//! What is written holds no logic: it calls `__private` of the `monitor` crate, and is the same whether the runtime is
//! on or off. Paths are absolute, because the user's names are all around.

mod forward;
mod function;
mod types;

pub(crate) use self::{
    function::{function, untracked},
    types::{tracked_type, wrapping},
};

use crate::model::{Clock, Counts, Declared, Order};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Path};

/// Declares the kind, as a type of this name. The user's expressions stand in here, where they can see no other name of
/// ours.
fn declaration(declared: &Declared, name: &Ident) -> TokenStream {
    let Declared { monitor, kind, .. } = declared;
    let bounds = bounds(declared);
    let clock = match declared.clock {
        Clock::Tick => quote!(Tick),
        Clock::Exact => quote!(Exact),
        Clock::None => quote!(None),
    };
    let counts = declared.counts.map(|Counts::Fds| quote!(Fds));
    let order = (declared.order == Order::Lifo).then(|| quote!(Lifo));
    quote! {
        #[doc(hidden)]
        pub struct #name {}
        #monitor::__private::declare! {
            #name { kind: #kind, bounds: #bounds, clock: #clock, counts: [#counts], order: [#order] }
        }
    }
}

/// One call in the other: `queue(limit(capacity(UNBOUNDED, 1024), 64), 128)`.
fn bounds(declared: &Declared) -> TokenStream {
    let monitor = &declared.monitor;
    let unbounded = quote!(#monitor::__private::UNBOUNDED);
    // The limit comes after the capacity, because it is compared with the capacity.
    [("capacity", declared.capacity), ("limit", declared.limit), ("queue", declared.queue)]
        .into_iter()
        .filter_map(|(function, expr)| Some((function, expr?)))
        .fold(unbounded, |bounds, (function, expr)| bound(monitor, function, &bounds, expr))
}

/// A call of the constant function that adds `expr` to `bounds` if it is valid.
///
/// The compiler shows an invalid value at the whole call, and so the call takes its place from the expression: the path
/// from the first token of it, the parentheses from the last.
fn bound(monitor: &Path, function: &str, bounds: &TokenStream, expr: &Expr) -> TokenStream {
    let mut places = expr.to_token_stream().into_iter().map(|token| token.span());
    let first = places.next().unwrap_or_else(Span::call_site);
    let last = places.last().unwrap_or(first);
    let monitor = placed(monitor, first);
    let function = Ident::new(function, first);
    let path = quote_spanned!(first=> #monitor::__private::#function);
    let arguments = quote_spanned!(last=> (#bounds, #expr));
    quote!(#path #arguments)
}

/// The same tokens, at another place and with its names in scope.
fn placed(written: &impl ToTokens, place: Span) -> TokenStream {
    let tokens = written.to_token_stream().into_iter().map(|mut token| {
        let written = token.span();
        // `$crate` means something only to the macro that wrote it, and that knowledge is a part of its span.
        let keeps_meaning = token.to_string() == "$crate";
        token.set_span(if keeps_meaning { written.located_at(place) } else { place });
        token
    });
    tokens.collect()
}
