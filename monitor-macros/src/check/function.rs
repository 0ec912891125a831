//! Finds what is wrong where a function is tracked.

use super::{declared, misplaced, unknown_word};
use crate::{
    faults::Faults,
    future::{self, Tail},
    model::{CallModel, OnLimit},
    parse::Options,
};
use syn::{LitStr, ReturnType};

pub(crate) fn function(options: &Options, model: &CallModel, faults: &mut Faults) {
    let item = model.item;
    let why = |name: &_| format!("`{name}` is for types; a call has no handle");
    misplaced(options, &["handle", "transparent", "forward", "counts"], why, faults);
    let why = |name: &_| format!("`{name}` is for types; calls do not weigh, and a limit counts them");
    misplaced(options, &["weight"], why, faults);
    declared(options, &model.declared, &item.attrs, &item.sig.generics, faults);
    if let Some(on_limit) = &options.on_limit {
        check_on_limit(on_limit, faults);
    }
    check_signature(model, faults);
}

fn check_on_limit(on_limit: &LitStr, faults: &mut Faults) {
    let said = on_limit.value();
    if OnLimit::named(&said).is_some() {
        return;
    }
    if said.starts_with("wait ") {
        let what = "a time is a whole number and `us`, `ms`, `s` or `min`, as in \"wait 250ms\"";
        faults.add(on_limit, format!("unknown `on_limit` {said:?}; {what}"));
    } else {
        let valid = [r#""deny""#, r#""wait""#, r#""wait 250ms""#];
        faults.add(on_limit, unknown_word("on_limit", on_limit, valid.into_iter()));
    }
}

fn check_signature(model: &CallModel, faults: &mut Faults) {
    let sig = &model.item.sig;
    if let Some(constant) = &sig.constness {
        faults.add(constant, "a `const fn` cannot be tracked: it may run while it is compiled");
    }
    if model.item.body.is_none() {
        return faults.add(&sig.ident, "`#[tracked]` goes on the implementation: a declaration has no body");
    }
    match &sig.output {
        ReturnType::Default => {
            let message = "a tracked function returns `Result<_, E>` with `E: From<monitor::AcquireError>`, so that a \
                           denial can be told";
            faults.add(&sig.ident, message);
        }
        ReturnType::Type(_, ty) if sig.asyncness.is_none() && model.tail.is_none() && future::is_future(ty) => {
            let message = "one cannot see where a call ends that returns a future made elsewhere; make this an \
                           `async fn`, or let it end in an `async` block";
            faults.add(ty, message);
        }
        ReturnType::Type(..) => {
            for early in model.tail.iter().flat_map(Tail::early_returns) {
                let message = "what is returned here is in flight without a place; let the function have one future, its last \
                               `async` block";
                faults.add(early, message);
            }
        }
    }
}
