//! Writes the handle of a type, its kind, and the impls that bind them to it.

use super::{
    declaration,
    forward::{forward, target},
};
use crate::{
    model::{Declared, TypeModel, kept},
    parse::TypeItem,
};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Type, parse_quote};

pub(crate) fn tracked_type(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared, kept, .. } = model;
    let attrs = item.attrs.iter().filter(|attr| !declared.is_tracked(attr));
    let definition = &item.definition;
    let handle = handle(model);
    let declaration = declaration(declared, &Ident::new("__MonitorKind", Span::call_site()));
    let traits = traits(model);
    let functions = functions(model);
    let access = access(model);
    let debug = debug(model);
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
        };
        #(#forwards)*
    }
}

/// Makes the only field of a tuple struct into the struct.
pub(crate) fn wrapping(item: &TypeItem, ty: &Type) -> TokenStream {
    let ident = &item.ident;
    let kept = item.attrs.iter().flat_map(kept);
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        #(#kept)*
        const _: () = {
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
    let TypeModel { item, declared: Declared { monitor, kind, .. }, handle, kept, .. } = model;
    let (vis, ident, generics) = (&item.vis, &item.ident, &item.generics);
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let doc = format!(
        "A [`{ident}`] together with its place among the `{}` resources; dropping it gives the place back.",
        kind.value()
    );
    let borrows = is_generic(item).then(|| {
        quote! {
            #[doc(hidden)]
            __borrows: #monitor::__private::Borrows<#ident #type_generics>,
        }
    });
    quote! {
        #[doc = #doc]
        #(#kept)*
        #[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
        #vis struct #handle #generics #where_clause {
            #[doc(hidden)]
            __monitor: #monitor::__private::Held<#ident #type_generics>,
            #borrows
        }
    }
}

/// Whether values may borrow. Then a handle must be seen to be dropped also with the runtime off, where it has nothing to drop: what
/// compiles without the runtime must compile with it.
fn is_generic(item: &TypeItem) -> bool {
    !item.generics.params.is_empty()
}

fn traits(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { monitor, .. }, handle, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let borrows = is_generic(item).then(|| quote!(, __borrows: #monitor::__private::Borrows::NEW));
    quote! {
        impl #impl_generics #monitor::Tracked for #ident #type_generics #where_clause {
            type Handle = #handle #type_generics;
            type Kind = __MonitorKind;
            #[inline]
            fn __handle(__held: #monitor::__private::Held<Self>) -> Self::Handle {
                #handle { __monitor: __held #borrows }
            }
        }
        impl #impl_generics #monitor::Handle for #handle #type_generics #where_clause {
            type Value = #ident #type_generics;
            #[inline]
            fn __held(__this: &Self) -> &#monitor::__private::Held<Self::Value> {
                &__this.__monitor
            }
            #[inline]
            fn __into_held(__this: Self) -> #monitor::__private::Held<Self::Value> {
                __this.__monitor
            }
        }
    }
}

/// Associated functions, not methods: a handle hides no method of its value.
fn functions(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { monitor, .. }, handle, .. } = model;
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        impl #impl_generics #handle #type_generics #where_clause {
            /// The permit under which the value is held.
            #[inline]
            pub fn permit(__this: &Self) -> &#monitor::Permit<#ident #type_generics> {
                #monitor::__private::Held::permit(&__this.__monitor)
            }
            /// Keeps the value and gives its place back.
            #[inline]
            pub fn into_inner(__this: Self) -> #ident #type_generics {
                __this.__monitor.into_parts().0
            }
            /// Parts the value from its permit, which stays held: another value can be bound to it.
            #[inline]
            pub fn into_parts(__this: Self) -> (#ident #type_generics, #monitor::Permit<#ident #type_generics>) {
                __this.__monitor.into_parts()
            }
        }
    }
}

fn access(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { monitor, .. }, handle, transparent, .. } = model;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let target = target(model, transparent.as_ref());
    let (private, this) = (quote!(#monitor::__private), quote!(self));
    let (value, value_mut) = (target.value(&private, &this), target.value_mut(&private, &this));
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
    }
}

/// A handle is shown as its value is, if that can be.
fn debug(model: &TypeModel) -> TokenStream {
    let TypeModel { item, declared: Declared { monitor, .. }, handle, .. } = model;
    let ident = &item.ident;
    let (_, type_generics, _) = item.generics.split_for_impl();
    let mut generics = item.generics.clone();
    // The lifetime keeps a bound that is plainly false from being an error; the impl is just not there.
    let shown = parse_quote!(for<'__m> #ident #type_generics: ::core::fmt::Debug);
    generics.make_where_clause().predicates.push(shown);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        impl #impl_generics ::core::fmt::Debug for #handle #type_generics #where_clause {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(#monitor::__private::Held::value(&self.__monitor), __formatter)
            }
        }
    }
}
