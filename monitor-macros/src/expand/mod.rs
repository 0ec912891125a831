//! Writes what the attribute adds.
//!
//! What is written holds no logic: it calls `__private` of the `monitor` crate, and is the same whether the runtime is
//! on or off. Paths are absolute, because the user's names are all around.

mod budget;
mod forward;
mod function;
mod types;

pub(crate) use self::{
    budget::budget,
    function::{function, untracked},
    types::{tracked_type, untracked_type, wrapping},
};

use crate::model::{Clock, Counts, Declared, Order};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Path};

/// Declares the kind, as a type of this name. The user's expressions stand in here, where they can see no other name of
/// ours.
fn declaration(declared: &Declared, name: &Ident) -> TokenStream {
    let Declared { private, kind, weighs, .. } = declared;
    let bounds = bounds(declared);
    let clock = match declared.clock {
        Clock::Tick => quote!(Tick),
        Clock::Exact => quote!(Exact),
        Clock::None => quote!(None),
    };
    let counts = declared.counts.map(|Counts::Fds| quote!(Fds));
    let order = (declared.order == Order::Lifo).then(|| quote!(Lifo));
    let units = declared.units.as_ref().map(|limit| checked(private, "units", None, limit));
    let within = declared.within.map(|budget| within(private, budget));
    let guarantee = declared.guarantee.as_ref().map(|guarantee| {
        let kind = Ident::new("__monitor_guaranteed", Span::mixed_site());
        let guaranteed = checked(private, "guaranteed", Some(&kind.to_token_stream()), guarantee);
        quote!(#kind => #guaranteed)
    });
    quote! {
        #[doc(hidden)]
        pub struct #name {}
        #private::declare! {
            #name {
                kind: #kind, bounds: #bounds, clock: #clock, counts: [#counts], order: [#order],
                units: [#units], within: [#within], guarantee: [#guarantee], weighs: #weighs
            }
        }
    }
}

/// One call in the other: `queue(limit(capacity(UNBOUNDED, 1024), 64), 128)`.
fn bounds(declared: &Declared) -> TokenStream {
    let private = &declared.private;
    let unbounded = quote!(#private::UNBOUNDED);
    // The limit comes after the capacity, because it is compared with the capacity.
    [("capacity", declared.capacity), ("limit", declared.limit), ("queue", declared.queue)]
        .into_iter()
        .filter_map(|(function, expr)| Some((function, expr?)))
        .fold(unbounded, |bounds, (function, expr)| checked(private, function, Some(&bounds), expr))
}

/// A call of the constant function that checks the value of `expr`, and adds it to the `known` if there is any.
///
/// The compiler shows an invalid value at the whole call, and so the call takes its place from the expression: the path
/// from the first token of it, the parentheses from the last.
fn checked(private: &Path, function: &str, known: Option<&TokenStream>, expr: &Expr) -> TokenStream {
    let (first, last) = ends(expr);
    let private = placed(private, first);
    let function = Ident::new(function, first);
    let path = quote_spanned!(first=> #private::#function);
    let known = known.into_iter();
    let arguments = quote_spanned!(last=> (#(#known,)* #expr));
    quote!(#path #arguments)
}

/// The budget of this path. Where there is none, the compiler points to the path.
fn within(private: &Path, budget: &Path) -> TokenStream {
    let first = ends(budget).0;
    let place = Span::call_site().located_at(first);
    let private = placed(private, place);
    let budget = quote_spanned!(first=> &#budget);
    let within = Ident::new("__monitor_within", Span::mixed_site().located_at(place));
    quote_spanned!(place=> { let #within: &'static #private::BudgetKind = #budget; #within })
}

/// Where the first and the last token stand.
fn ends(written: &impl ToTokens) -> (Span, Span) {
    let mut places = written.to_token_stream().into_iter().map(|token| token.span());
    let first = places.next().unwrap_or_else(Span::call_site);
    (first, places.last().unwrap_or(first))
}

/// The same tokens, at another place.
fn located(written: &impl ToTokens, place: Span) -> TokenStream {
    let tokens = written.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    tokens.collect()
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
