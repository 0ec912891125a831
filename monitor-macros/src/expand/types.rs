//! Writes the handle of a type, its kind, and the impls that bind them to it.

use super::{
    declaration, ends,
    forward::{forward, targets},
    located,
};
use crate::{
    forward::Target,
    model::{Declared, TypeModel, kept},
    parse::{NOT_ONE_FIELD, TypeItem},
};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ExprPath, Ident, Type, parse_quote};

pub(crate) fn tracked_type(model: &TypeModel) -> TokenStream {
    let TypeModel { declared, kept, .. } = model;
    let item = untracked_type(model);
    let handle = handle(model);
    let declaration = declaration(declared, &Ident::new("__MonitorKind", Span::call_site()));
    let traits = traits(model);
    let weight = weight(model);
    let functions = functions(model);
    let access = access(model);
    let debug = debug(model);
    let forwards = model.forwards.iter().map(|passing| forward(model, passing));
    quote! {
        #item
        #handle
        #(#kept)*
        const _: () = {
            #declaration
            #traits
            #weight
            #functions
            #access
            #debug
        };
        #(#forwards)*
    }
}

/// The type as if it had no attribute.
pub(crate) fn untracked_type(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared, .. } = model;
    let attrs = item.attrs.iter().filter(|attr| !declared.is_tracked(attr));
    let definition = &item.definition;
    quote!(#(#attrs)* #definition)
}

/// Makes the only field of a tuple struct into the struct.
pub(crate) fn wrapping(item: &TypeItem, ty: &Type) -> TokenStream {
    let ident = &item.ident;
    let kept = item.attrs.iter().flat_map(kept);
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        #(#kept)*
        const _: () = {
            #[automatically_derived]
            impl #impl_generics ::core::convert::From<#ty> for #ident #type_generics #where_clause {
                #[inline]
                fn from(__value: #ty) -> Self {
                    #ident(__value)
                }
            }
        };
    }
}

fn handle(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { private, kind, .. }, handle, kept, .. } = model;
    let (vis, ident, generics) = (&item.vis, &item.ident, &item.generics);
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let doc = format!(
        "A [`{ident}`] together with its place among the `{}` resources; dropping it gives the place back.",
        kind.value()
    );
    let borrows = is_generic(item).then(|| {
        quote! {
            #[doc(hidden)]
            __borrows: #private::Borrows<#ident #type_generics>,
        }
    });
    // Where the name is taken, the compiler shows the struct from its first token to its last.
    let (at, vis) = (place(model), located(vis, handle.span()));
    let head = quote_spanned!(at=> #vis struct #handle);
    let held = quote! {
        #[doc(hidden)]
        __monitor: #private::Held<#ident #type_generics>,
    };
    let body = quote_spanned!(at=> { #held #borrows });
    quote! {
        #[doc = #doc]
        #(#kept)*
        #[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
        #head #generics #where_clause #body
    }
}

/// Where what is written of the handle stands for the compiler: where its name does.
fn place(model: &TypeModel) -> Span {
    Span::call_site().located_at(model.handle.span())
}

/// Whether values may borrow. Then a handle must be seen to be dropped also with the runtime off, where it has nothing to drop: what
/// compiles without the runtime must compile with it.
fn is_generic(item: &TypeItem) -> bool {
    !item.generics.params.is_empty()
}

fn traits(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { private, .. }, handle, .. } = model;
    let units = model.weight.map(units);
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let at = place(model);
    let borrows = is_generic(item).then(|| quote_spanned!(at=> , __borrows: #private::Borrows::NEW));
    let bound = quote_spanned!(at=> #handle { __monitor: __held #borrows });
    let (held, into_held) = (quote_spanned!(at=> (*__this).__monitor), quote_spanned!(at=> __this.__monitor));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Tracked for #ident #type_generics #where_clause {
            type Handle = #handle #type_generics;
            type Kind = __MonitorKind;
            #[inline]
            fn __handle(__held: #private::Held<Self>) -> Self::Handle {
                #bound
            }
            #units
        }
        #[automatically_derived]
        impl #impl_generics #private::Handle for #handle #type_generics #where_clause {
            type Value = #ident #type_generics;
            #[inline]
            fn __held(__this: &Self) -> &#private::Held<Self::Value> {
                &#held
            }
            #[inline]
            fn __into_held(__this: Self) -> #private::Held<Self::Value> {
                #into_held
            }
        }
    }
}

/// What a value weighs. Where the function is none of the type's, the compiler points to its path.
fn units(weight: &ExprPath) -> TokenStream {
    let (first, last) = ends(weight);
    let [first, last] = [first, last].map(|at| Span::call_site().located_at(at));
    let receiver = quote_spanned!(last=> self);
    let arguments = quote_spanned!(last=> (#receiver));
    let returned = quote_spanned!(first=> ::core::primitive::usize);
    quote! {
        #[inline]
        fn __units(&#receiver) -> #returned {
            #weight #arguments
        }
    }
}

/// With a weight, units can be acquired.
fn weight(model: &TypeModel) -> Option<TokenStream> {
    let TypeModel { item, declared: Declared { private, weighs, .. }, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    weighs.then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::Weighed for #ident #type_generics #where_clause {}
        }
    })
}

/// Associated functions, not methods: a handle hides no method of its value.
fn functions(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { private, .. }, handle, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        impl #impl_generics #handle #type_generics #where_clause {
            /// The permit under which the value is held.
            #[inline]
            pub fn permit(__this: &Self) -> &#private::Permit<#ident #type_generics> {
                #private::Handle::permit(__this)
            }
            /// Keeps the value and gives its place back.
            #[inline]
            pub fn into_inner(__this: Self) -> #ident #type_generics {
                #private::Handle::into_inner(__this)
            }
            /// Parts the value from its permit, which stays held: another value can be bound to it.
            #[inline]
            pub fn into_parts(__this: Self) -> (#ident #type_generics, #private::Permit<#ident #type_generics>) {
                #private::Handle::into_parts(__this)
            }
        }
    }
}

fn access(model: &TypeModel) -> TokenStream {
    let impls = targets(model, model.derefs_to()).into_iter().map(|target| deref(model, &target));
    let not_one = model.transparent.as_ref().and_then(|transparent| {
        let cfg = transparent.not_one.as_ref()?.attribute();
        Some(quote_spanned!(transparent.at=> #cfg ::core::compile_error!(#NOT_ONE_FIELD);))
    });
    quote!(#(#impls)* #not_one)
}

fn deref(model: &TypeModel, target: &Target) -> TokenStream {
    let TypeModel { item, declared: Declared { private, .. }, handle, .. } = model;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let (private, this) = (quote!(#private), quote!(self));
    let (value, value_mut) = (target.value(&private, &this), target.value_mut(&private, &this));
    let Target { ty, cfg, .. } = target;
    let cfg = cfg.attribute();
    quote! {
        #cfg
        #[automatically_derived]
        impl #impl_generics ::core::ops::Deref for #handle #type_generics #where_clause {
            type Target = #ty;
            #[inline]
            fn deref(&self) -> &Self::Target {
                #value
            }
        }
        #cfg
        #[automatically_derived]
        impl #impl_generics ::core::ops::DerefMut for #handle #type_generics #where_clause {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                #value_mut
            }
        }
    }
}

/// A handle is shown as its value is, if that can be.
fn debug(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { private, .. }, handle, .. } = model;
    let ident = &item.ident;
    let (_, type_generics, _) = item.generics.split_for_impl();
    let mut generics = item.generics.clone();
    // The lifetime keeps a bound that is plainly false from being an error; the impl is just not there.
    let shown = parse_quote!(for<'__m> #ident #type_generics: ::core::fmt::Debug);
    generics.make_where_clause().predicates.push(shown);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #handle #type_generics #where_clause {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(#private::Held::value(#private::Handle::__held(self)), __formatter)
            }
        }
    }
}
