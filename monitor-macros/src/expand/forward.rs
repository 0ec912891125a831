//! Writes the impls that pass traits on.

use super::placed;
use crate::{
    cfg::Cfg,
    fields::Field,
    forward::Target,
    model::{Declared, Passing, TypeModel},
};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, parse_quote};

/// The impls that pass a trait on, one for each field that it may be passed on to. In a block of their own, where `__private` is ours
/// and the rest the user's.
pub(super) fn forward(model: &TypeModel, passing: &Passing) -> TokenStream {
    let TypeModel { declared: Declared { private, .. }, kept, .. } = model;
    let Passing { name, known, fields } = passing;
    let fields = if fields.is_empty() { model.derefs_to() } else { fields };
    let impls = targets(model, fields).into_iter().map(|target| passed_on(model, passing, &target));
    let cfg = known.cfg();
    let block = quote! {
        #(#kept)*
        #cfg
        #[allow(unused_qualifications)]
        const _: () = {
            #[allow(unused_imports)]
            use #private;
            #(#impls)*
        };
    };
    match known.feature {
        Some(feature) => {
            let needs = Ident::new(&format!("needs_{feature}"), name.span());
            let private = placed(private, name.span());
            quote_spanned!(name.span()=> #private::#needs! { #block })
        }
        None => block,
    }
}

fn passed_on(model: &TypeModel, passing: &Passing, target: &Target) -> TokenStream {
    let TypeModel { item, handle, .. } = model;
    let Passing { name, known, .. } = passing;
    let (_, type_generics, _) = item.generics.split_for_impl();
    let path = placed(&known.path(), name.span());
    let items = known.items(target, &path);
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
    let cfg = target.cfg.attribute();
    quote! {
        #cfg
        #[automatically_derived]
        impl #impl_generics #path for #handle #type_generics #where_clause {
            #items
        }
    }
}

/// Each of the fields of the value, or the whole of it if there are none.
pub(super) fn targets(model: &TypeModel, fields: &[Field]) -> Vec<Target> {
    let (ident, at) = (&model.item.ident, model.handle.span());
    let (_, type_generics, _) = model.item.generics.split_for_impl();
    if fields.is_empty() {
        return vec![Target { ty: quote!(#ident #type_generics), member: None, cfg: Cfg::ALWAYS, at }];
    }
    let targets = fields.iter().map(|Field { member, ty, cfg }| Target {
        ty: ty.to_token_stream(),
        member: Some(member.clone()),
        cfg: cfg.clone(),
        at,
    });
    targets.collect()
}
