//! Writes a function whose calls are tracked.

use super::{declaration, placed};
use crate::{
    model::{CallModel, Declared, OnLimit},
    parse::{Body, FunctionItem},
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, ReturnType};

pub(crate) fn function(model: &CallModel) -> TokenStream {
    let statements = model.item.body.as_ref().map(|body| match &model.tail {
        Some(tail) => tail.rewritten(|statements| call(model, statements)),
        None => call(model, &body.statements),
    });
    with_body(model, statements.as_ref())
}

/// The function as if it had no attribute.
pub(crate) fn untracked(model: &CallModel) -> TokenStream {
    with_body(model, model.item.body.as_ref().map(|body| &body.statements))
}

fn with_body(model: &CallModel, statements: Option<&TokenStream>) -> TokenStream {
    let FunctionItem { attrs, vis, sig, body } = model.item;
    let attrs = attrs.iter().filter(|attr| !model.declared.is_tracked(attr));
    let mut written = quote!(#(#attrs)* #vis #sig);
    match body {
        Some(Body { brace, attrs, .. }) => brace.surround(&mut written, |inside| {
            inside.extend(quote!(#(#attrs)* #statements));
        }),
        None => written.extend(quote!(;)),
    }
    written
}

/// Takes a place and holds it for as long as the statements run. They stand in a block of their own, so that the
/// options cannot see what is declared in there.
fn call(model: &CallModel, statements: &TokenStream) -> TokenStream {
    let kind = Ident::new("__MonitorCall", Span::call_site());
    let declaration = declaration(&model.declared, &kind);
    let call = Ident::new("__monitor_call", Span::mixed_site());
    let denied = Ident::new("__monitor_denied", Span::mixed_site());
    let enter = enter(model, &kind);
    let told = told(model, &denied);
    let private = &model.declared.private;
    quote! {
        #declaration
        #private::written! {
            let #call = match #enter {
                ::core::result::Result::Ok(#call) => #call,
                ::core::result::Result::Err(#denied) => return #told,
            };
        }
        { #statements }
    }
}

/// The call that takes the place. The compiler takes its place in the source for the acquisition's site.
fn enter(model: &CallModel, kind: &Ident) -> TokenStream {
    let Declared { private, .. } = &model.declared;
    let at = model.item.sig.ident.span();
    let private = placed(private, at);
    let kind = placed(kind, at);
    let timeout = match model.on_limit {
        OnLimit::Deny => return quote_spanned!(at=> #private::call::<#kind>()),
        OnLimit::Wait(None) => quote!(::core::option::Option::None),
        OnLimit::Wait(Some(micros)) => {
            quote!(::core::option::Option::Some(::core::time::Duration::from_micros(#micros)))
        }
    };
    if model.is_async() {
        quote_spanned!(at=> #private::call_waiting::<#kind>(#timeout).await)
    } else {
        quote_spanned!(at=> #private::call_blocking::<#kind>(#timeout))
    }
}

/// The denial as what the function returns. Where it cannot be, the compiler points to the return type.
fn told(model: &CallModel, denied: &Ident) -> TokenStream {
    let Declared { private, .. } = &model.declared;
    let at = match &model.item.sig.output {
        ReturnType::Type(_, ty) => ty.to_token_stream().into_iter().next().map(|token| token.span()),
        ReturnType::Default => None,
    };
    let at = at.unwrap_or_else(Span::call_site);
    let private = placed(private, at);
    quote_spanned!(at=> #private::Denied::denied(#denied))
}
