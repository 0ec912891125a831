//! Finds what is wrong where a type is tracked.

use super::{declared, misplaced};
use crate::{
    faults::Faults,
    forward::{TRAITS, Trait},
    model::TypeModel,
    parse::{Keyword, NOT_ONE_FIELD, NOT_TRACKABLE, Options},
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
    check_weight(options, faults);
    check_size(model, faults);
    check_transparent(model, faults);
    check_forward(options, model, faults);
}

/// What an alias needs not say.
pub(crate) fn alias(options: &Options, faults: &mut Faults) {
    let why = |_: &_| "a tracked alias is transparent anyway; leave `transparent` out".to_owned();
    misplaced(options, &["transparent"], why, faults);
}

fn check_weight(options: &Options, faults: &mut Faults) {
    if let (Some(weight), None) = (options.key("weight"), options.key("limit")) {
        let message = "`weight` needs a `limit`: what all values weigh together at most, as in `limit = \"64 MiB\"`";
        faults.add(weight, message);
    }
}

fn check_size(model: &TypeModel, faults: &mut Faults) {
    if let Some(ty) = model.unsized_type() {
        let message =
            "a tracked type has a size that is known while it is compiled, and this has none; put it into a `Box`";
        faults.add(ty, message);
    }
}

fn check_transparent(model: &TypeModel, faults: &mut Faults) {
    if let Some(transparent) = &model.transparent
        && transparent.fields.is_empty()
    {
        faults.push(Error::new(transparent.at, NOT_ONE_FIELD));
    }
}

fn check_forward(options: &Options, model: &TypeModel, faults: &mut Faults) {
    let mut passed_on = Vec::new();
    for forward in &options.forward {
        if let Some(member) = &forward.field
            && model.fields.named(member).is_empty()
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
