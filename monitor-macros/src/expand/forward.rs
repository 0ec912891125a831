//! Writes the impls that pass traits on.

use super::placed;
use crate::{
    fields::Field,
    forward::Target,
    model::{Declared, Passing, TypeModel},
};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, parse_quote};

/// An impl that passes a trait on. In a block of its own, where `__private` is ours and the rest the user's.
pub(super) fn forward(model: &TypeModel, passing: &Passing) -> TokenStream {
    let TypeModel { item, declared: Declared { monitor, .. }, handle, kept, .. } = model;
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
        #[allow(unused_qualifications)]
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

/// A field of the value, or the whole of it.
pub(super) fn target(model: &TypeModel, field: Option<&Field>) -> Target {
    let ident = &model.item.ident;
    let (_, type_generics, _) = model.item.generics.split_for_impl();
    match field {
        Some(Field { member, ty }) => Target { ty: ty.to_token_stream(), member: Some(member.clone()) },
        None => Target { ty: quote!(#ident #type_generics), member: None },
    }
}
