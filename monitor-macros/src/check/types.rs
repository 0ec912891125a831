//! Finds what is wrong where a type is tracked.

use super::{declared, misplaced};
use crate::{
    faults::Faults,
    forward::{TRAITS, Trait},
    model::TypeModel,
    parse::{Keyword, NOT_TRACKABLE, Options},
    spelling,
};
use quote::ToTokens;
use syn::Error;

pub(crate) fn tracked_type(options: &Options, model: &TypeModel, faults: &mut Faults) {
    let item = model.item;
    if let Keyword::Union(union) = &item.keyword {
        faults.add(union, NOT_TRACKABLE);
    }
    let why = |name: &_| format!("`{name}` is for functions; with a type the call says it: `try_acquire`");
    misplaced(options, &["on_limit"], why, faults);
    declared(options, &model.declared, &item.attrs, &item.generics, faults);
    check_transparent(options, model, faults);
    check_forward(options, model, faults);
}

/// What an alias needs not say.
pub(crate) fn alias(options: &Options, faults: &mut Faults) {
    let why = |_: &_| "a tracked alias is transparent anyway; leave `transparent` out".to_owned();
    misplaced(options, &["transparent"], why, faults);
}

fn check_transparent(options: &Options, model: &TypeModel, faults: &mut Faults) {
    if let (Some(at), None) = (options.transparent, &model.transparent) {
        faults.push(Error::new(at, "`transparent` needs a struct with exactly one field"));
    }
}

fn check_forward(options: &Options, model: &TypeModel, faults: &mut Faults) {
    let mut passed_on = Vec::new();
    for forward in &options.forward {
        if let Some(member) = &forward.field
            && model.fields.iter().all(|field| field.member != *member)
        {
            faults.add(member, format!("there is no field `{}` to pass anything on to", member.to_token_stream()));
        }
        for name in &forward.traits {
            if Trait::named(&name.to_string()).is_none() {
                faults.add(name, unknown_trait(&name.to_string()));
            } else if passed_on.contains(&name) {
                faults.add(name, format!("`{name}` is passed on already"));
            }
            passed_on.push(name);
        }
    }
}

fn unknown_trait(name: &str) -> String {
    let names = TRAITS.iter().map(|known| known.name);
    format!("`{name}` cannot be passed on; {}", spelling::suggestion(name, "what can is", names))
}
