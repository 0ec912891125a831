//! Writes the handle, the kind and the impls that bind them to the item.
//!
//! What is written holds no logic: it calls `__private` of the `monitor` crate, and is the same whether the runtime is
//! on or off. Paths are absolute, because the user's names are all around.

use crate::{
    fields::Field,
    forward::Target,
    model::{Clock, Model, Passing},
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Path, parse_quote};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { item, kept, .. } = model;
    let attrs = item.attrs.iter().filter(|attr| !model.is_tracked(attr));
    let definition = &item.definition;
    let handle = handle(model);
    let declaration = declaration(model);
    let traits = traits(model);
    let functions = functions(model);
    let access = access(model);
    let debug = format(model, &parse_quote!(::core::fmt::Debug));
    let display = format(model, &parse_quote!(::core::fmt::Display));
    let forwards = model.forwards.iter().map(|passing| forward(model, passing));
    quote! {
        #(#attrs)* #definition
        #handle
        #(#kept)*
        const _: () = {
            #declaration
            #traits
            #functions
            #access
            #debug
            #display
        };
        #(#forwards)*
    }
}

fn handle(model: &Model) -> TokenStream {
    let Model { item, monitor, handle, kept, kind, .. } = model;
    let (vis, ident, generics) = (&item.vis, &item.ident, &item.generics);
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let doc = format!(
        "A [`{ident}`] together with its place among the `{}` resources; dropping it gives the place back.",
        kind.value()
    );
    quote! {
        #[doc = #doc]
        #(#kept)*
        #[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
        #vis struct #handle #generics #where_clause {
            #[doc(hidden)]
            __monitor: #monitor::__private::Held<#ident #type_generics>,
        }
    }
}

/// Declares the kind. The user's expressions stand in here, where they can see no other name of ours than
/// `__MonitorKind`.
fn declaration(model: &Model) -> TokenStream {
    let Model { monitor, kind, .. } = model;
    let bounds = bounds(model);
    let clock = match model.clock {
        Clock::Tick => quote!(Tick),
        Clock::Exact => quote!(Exact),
        Clock::None => quote!(None),
    };
    quote! {
        #[doc(hidden)]
        pub struct __MonitorKind {}
        #monitor::__private::declare! {
            __MonitorKind { kind: #kind, bounds: #bounds, clock: #clock }
        }
    }
}

/// One call in the other: `limit(capacity(UNBOUNDED, 1024), 64)`.
fn bounds(model: &Model) -> TokenStream {
    let monitor = &model.monitor;
    let unbounded = quote!(#monitor::__private::UNBOUNDED);
    // The limit comes last, because it is compared with the capacity.
    [("capacity", model.capacity), ("limit", model.limit)]
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

fn traits(model: &Model) -> TokenStream {
    let Model { item, monitor, handle, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        impl #impl_generics #monitor::Tracked for #ident #type_generics #where_clause {
            type Handle = #handle #type_generics;
            type Kind = __MonitorKind;
            #[inline]
            fn __handle(held: #monitor::__private::Held<Self>) -> Self::Handle {
                #handle { __monitor: held }
            }
        }
        impl #impl_generics #monitor::Handle for #handle #type_generics #where_clause {
            type Value = #ident #type_generics;
            #[inline]
            fn __held(this: &Self) -> &#monitor::__private::Held<Self::Value> {
                &this.__monitor
            }
            #[inline]
            fn __into_held(this: Self) -> #monitor::__private::Held<Self::Value> {
                this.__monitor
            }
        }
    }
}

/// Associated functions, not methods: a handle hides no method of its value.
fn functions(model: &Model) -> TokenStream {
    let Model { item, monitor, handle, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        impl #impl_generics #handle #type_generics #where_clause {
            /// The permit under which the value is held.
            #[inline]
            pub fn permit(this: &Self) -> &#monitor::Permit<#ident #type_generics> {
                this.__monitor.permit()
            }
            /// Keeps the value and gives its place back.
            #[inline]
            pub fn into_inner(this: Self) -> #ident #type_generics {
                this.__monitor.into_parts().0
            }
            /// Parts the value from its permit, which stays held: another value can be bound to it.
            #[inline]
            pub fn into_parts(this: Self) -> (#ident #type_generics, #monitor::Permit<#ident #type_generics>) {
                this.__monitor.into_parts()
            }
        }
    }
}

fn access(model: &Model) -> TokenStream {
    let Model { item, handle, transparent, .. } = model;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let target = target(model, transparent.as_ref());
    let (value, value_mut) = (target.value(&quote!(self)), target.value_mut(&quote!(self)));
    let target = &target.ty;
    quote! {
        impl #impl_generics ::core::ops::Deref for #handle #type_generics #where_clause {
            type Target = #target;
            #[inline]
            fn deref(&self) -> &Self::Target {
                #value
            }
        }
        impl #impl_generics ::core::ops::DerefMut for #handle #type_generics #where_clause {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                #value_mut
            }
        }
        impl #impl_generics ::core::convert::AsRef<#target> for #handle #type_generics #where_clause {
            #[inline]
            fn as_ref(&self) -> &#target {
                #value
            }
        }
    }
}

/// A field of the value, or the whole of it.
fn target(model: &Model, field: Option<&Field>) -> Target {
    let ident = &model.item.ident;
    let (_, type_generics, _) = model.item.generics.split_for_impl();
    match field {
        Some(Field { member, ty }) => Target { ty: ty.to_token_stream(), member: Some(member.clone()) },
        None => Target { ty: quote!(#ident #type_generics), member: None },
    }
}

/// An impl that passes a trait on. In a block of its own, where `__private` is ours and the rest the user's.
fn forward(model: &Model, passing: &Passing) -> TokenStream {
    let Model { item, monitor, handle, kept, .. } = model;
    let Passing { name, known, field } = passing;
    let (_, type_generics, _) = item.generics.split_for_impl();
    let target = target(model, field.as_ref().or(model.transparent.as_ref()));
    let path = placed(&known.path(), name.span());
    let items = known.items(&target, &path);
    let ty = &target.ty;
    let mut generics = item.generics.clone();
    let predicates = &mut generics.make_where_clause().predicates;
    // Where it is not so, the compiler points to the trait that the user named.
    let named = placed(ty, name.span());
    predicates.push(parse_quote!(#named: #path));
    if known.is_pinned() {
        predicates.push(parse_quote!(#ty: ::core::marker::Unpin));
        predicates.push(parse_quote!(#handle #type_generics: ::core::marker::Unpin));
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let cfg = known.cfg();
    let needs = known.feature.map(|feature| {
        let needs = Ident::new(&format!("needs_{feature}"), name.span());
        quote_spanned!(name.span()=> #monitor::__private::#needs!();)
    });
    quote! {
        #(#kept)*
        #cfg
        const _: () = {
            #needs
            #[allow(unused_imports)]
            use #monitor::__private;
            impl #impl_generics #path for #handle #type_generics #where_clause {
                #items
            }
        };
    }
}

/// A handle is shown as its value is, by `Debug` or `Display`, if its value is.
fn format(model: &Model, show: &Path) -> TokenStream {
    let Model { item, handle, .. } = model;
    let ident = &item.ident;
    let (_, type_generics, _) = item.generics.split_for_impl();
    let mut generics = item.generics.clone();
    // The lifetime keeps a bound that is plainly false from being an error; the impl is just not there.
    let shown = parse_quote!(for<'__m> #ident #type_generics: #show);
    generics.make_where_clause().predicates.push(shown);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        impl #impl_generics #show for #handle #type_generics #where_clause {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #show::fmt(self.__monitor.value(), formatter)
            }
        }
    }
}
