//! Decides everything that the attribute leaves open.

mod budget;
mod kept;
mod name;
mod words;

pub(crate) use self::{
    budget::BudgetModel,
    kept::kept,
    words::{Clock, Counts, OnLimit, Order},
};

use crate::{
    amount,
    cfg::Cfg,
    fields::{Field, Fields},
    forward::Trait,
    future::Tail,
    parse::{Forward, FunctionItem, Options, TypeItem},
};
use proc_macro2::Span;
use quote::format_ident;
use syn::{Attribute, Expr, ExprPath, Ident, LitStr, Path, Type, ext::IdentExt, parse_quote};

/// What is declared of a kind, whatever it is a kind of.
pub(crate) struct Declared<'a> {
    /// The path of the `monitor` crate.
    monitor: Path,
    /// All that is named of it.
    pub(crate) private: Path,
    pub(crate) kind: LitStr,
    /// No limit: the kind is only counted, or its handles weigh.
    pub(crate) limit: Option<&'a Expr>,
    /// How much all handles weigh at most, if they weigh.
    pub(crate) units: Option<Expr>,
    pub(crate) weighs: bool,
    /// No capacity: `monitor::__private` knows the limit's value, and decides.
    pub(crate) capacity: Option<&'a Expr>,
    pub(crate) clock: Clock,
    pub(crate) counts: Option<Counts>,
    /// No queue: `monitor::__private` says how many may wait.
    pub(crate) queue: Option<&'a Expr>,
    pub(crate) order: Order,
    pub(crate) within: Option<&'a Path>,
    pub(crate) guarantee: Option<Expr>,
}

impl<'a> Declared<'a> {
    fn new(options: &'a Options, ident: &Ident) -> Self {
        let clock = options.clock.as_ref().and_then(|clock| Clock::named(&clock.value()));
        let order = options.order.as_ref().and_then(|order| Order::named(&order.value()));
        let weighs = options.key("weight").is_some();
        let limit = options.limit.as_ref();
        let monitor = monitor(options.monitor.as_ref());
        Declared {
            private: private(&monitor),
            monitor,
            kind: options.kind.clone().unwrap_or_else(|| name::of(ident)),
            limit: limit.filter(|_| !weighs),
            units: limit.filter(|_| weighs).map(amount::in_bytes),
            weighs,
            capacity: options.capacity.as_ref(),
            clock: clock.unwrap_or(Clock::Tick),
            counts: options.counts.as_ref().and_then(|counts| Counts::named(&counts.value())),
            queue: options.queue.as_ref(),
            order: order.unwrap_or(Order::Fifo),
            within: options.within.as_ref(),
            guarantee: options.guarantee.as_ref().map(amount::in_bytes),
        }
    }

    /// Whether `attr` is one more `#[tracked]`, under the name that this crate's users give to it.
    pub(crate) fn is_tracked(&self, attr: &Attribute) -> bool {
        let mut path = names(attr.path());
        path.pop().is_some_and(|name| name == "tracked") && (path.is_empty() || path == names(&self.monitor))
    }
}

/// The path of the `monitor` crate.
fn monitor(given: Option<&Path>) -> Path {
    given.cloned().unwrap_or_else(|| parse_quote!(::monitor))
}

/// Its module for what is written. All of the path is at one place, so that a path that leads elsewhere is told once.
fn private(monitor: &Path) -> Path {
    let mut private = monitor.clone();
    let at = monitor.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
    private.segments.push(Ident::new("__private", Span::call_site().located_at(at)).into());
    private
}

/// What is to be written for a type, complete.
pub(crate) struct TypeModel<'a> {
    pub(crate) item: &'a TypeItem,
    pub(crate) declared: Declared<'a>,
    pub(crate) handle: Ident,
    pub(crate) fields: Fields,
    pub(crate) transparent: Option<Transparent>,
    pub(crate) forwards: Vec<Passing<'a>>,
    /// What says how much a value weighs, if the handles weigh.
    pub(crate) weight: Option<&'a ExprPath>,
    /// Attributes of the item that hold for what is written beside it too.
    pub(crate) kept: Vec<Attribute>,
}

impl<'a> TypeModel<'a> {
    pub(crate) fn new(options: &'a Options, item: &'a TypeItem) -> Self {
        let handle = || format_ident!("{}Handle", item.ident.unraw(), span = item.ident.span());
        let fields = Fields::of(item);
        let transparent = |at| Transparent { at, fields: fields.only(), not_one: fields.not_one() };
        TypeModel {
            item,
            declared: Declared::new(options, &item.ident),
            handle: options.handle.clone().unwrap_or_else(handle),
            transparent: options.transparent.map(transparent),
            forwards: passings(&options.forward, &fields),
            fields,
            weight: options.weight.as_ref(),
            kept: item.attrs.iter().flat_map(kept).collect(),
        }
    }
}

/// The handle is to be the only field instead of the whole value.
pub(crate) struct Transparent {
    /// Where that is said.
    pub(crate) at: Span,
    /// The fields that may be the only one; none: there is another number of them.
    pub(crate) fields: Vec<Field>,
    /// Where there is another number of them.
    pub(crate) not_one: Option<Cfg>,
}

impl TypeModel<'_> {
    /// What is in the type, if the compiler cannot know the size of it; as far as that can be seen.
    pub(crate) fn unsized_type(&self) -> Option<&Type> {
        self.fields.unsized_type(&self.item.generics)
    }

    /// The fields that the handle may deref to; none: to the whole value.
    pub(crate) fn derefs_to(&self) -> &[Field] {
        self.transparent.as_ref().map_or(&[], |transparent| &transparent.fields)
    }
}

/// What is to be written for a function, complete.
pub(crate) struct CallModel<'a> {
    pub(crate) item: &'a FunctionItem,
    pub(crate) declared: Declared<'a>,
    /// The future that it returns, if the call is in there.
    pub(crate) tail: Option<Tail>,
    pub(crate) on_limit: OnLimit,
}

impl<'a> CallModel<'a> {
    pub(crate) fn new(options: &'a Options, item: &'a FunctionItem) -> Self {
        let body = item.body.as_ref().filter(|_| item.sig.asyncness.is_none());
        CallModel {
            item,
            declared: Declared::new(options, &item.sig.ident),
            tail: body.and_then(|body| Tail::of(&body.statements)),
            on_limit: options.on_limit.as_ref().and_then(|said| OnLimit::named(&said.value())).unwrap_or(OnLimit::Deny),
        }
    }

    /// Whether the statements that make the call can await something.
    pub(crate) fn is_async(&self) -> bool {
        self.item.sig.asyncness.is_some() || self.tail.is_some()
    }
}

/// One trait that the handle passes on.
pub(crate) struct Passing<'a> {
    /// As the user wrote it.
    pub(crate) name: &'a Ident,
    pub(crate) known: &'static Trait,
    /// The field that it is passed on to; none: to what the handle derefs to.
    pub(crate) fields: Vec<Field>,
}

/// What is not known, to a field that is not there, or said already is for the check to tell.
fn passings<'a>(forwards: &'a [Forward], fields: &Fields) -> Vec<Passing<'a>> {
    let mut passings: Vec<Passing> = Vec::new();
    for Forward { field, traits } in forwards {
        let found = field.as_ref().map(|member| fields.named(member)).unwrap_or_default();
        if field.is_some() && found.is_empty() {
            continue;
        }
        for name in traits {
            if let Some(known) = Trait::named(&name.to_string())
                && passings.iter().all(|passing| passing.name != name)
            {
                passings.push(Passing { name, known, fields: found.clone() });
            }
        }
    }
    passings
}

fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}
