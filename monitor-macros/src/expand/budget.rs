//! Writes the static of a budget.

use super::{checked, ends, placed, within};
use crate::{model::BudgetModel, parse::BudgetItem};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

pub(crate) fn budget(model: &BudgetModel) -> TokenStream {
    let BudgetModel { item, private, name, kept, .. } = model;
    let BudgetItem { attrs, vis, keyword, ident, .. } = item;
    let limit = match &model.limit {
        Some(limit) => checked(private, "units", None, limit),
        None => quote!(#private::UNITS_MAX),
    };
    let at = ident.span();
    let placed = placed(private, at);
    let declared_at = quote_spanned!(at=> #placed::declared_at!());
    let within = model.within.map(|budget| within(private, budget)).map(|within| quote!(.within(#within)));
    let guarantee = model.guarantee.as_ref().map(|guarantee| checked(private, "guarantee", None, guarantee));
    let guarantee = guarantee.map(|guarantee| quote!(.guaranteeing(#guarantee)));
    let checks = checks(model);
    quote! {
        #private::written! {
            #(#attrs)*
            #vis #keyword #ident: #private::BudgetKind =
                #private::budget(#name, #limit, #declared_at) #within #guarantee;
            #(#kept)*
            const _: () = {
                #checks
            };
        }
    }
}

/// What can only be seen once all budgets are there. The compiler stops at the first that is wrong, and shows it at the option.
fn checks(model: &BudgetModel) -> TokenStream {
    let BudgetModel { item, private, .. } = model;
    let ident = &item.ident;
    let check = |function: &str, (first, last): (Span, Span)| {
        let private = placed(private, first);
        let function = Ident::new(function, first);
        let path = quote_spanned!(first=> #private::#function);
        let arguments = quote_spanned!(last=> (&#ident));
        quote!(#path #arguments;)
    };
    let guarantee = model.guarantee.as_ref().map(|guarantee| check("check_guarantee", ends(guarantee)));
    let within = model.within.map(|within| check("check_within", ends(within)));
    quote!(#guarantee #within)
}
