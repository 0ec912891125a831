//! Decides everything that the attribute leaves open.

use crate::{
    fields::{self, Field},
    forward::Trait,
    future::Tail,
    parse::{Forward, FunctionItem, Options, TypeItem},
};
use quote::format_ident;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Path, ext::IdentExt, parse_quote};

/// What is declared of a kind, whatever it is a kind of.
pub(crate) struct Declared<'a> {
    /// The path of the `monitor` crate.
    pub(crate) monitor: Path,
    pub(crate) kind: LitStr,
    /// No limit: the kind is only counted.
    pub(crate) limit: Option<&'a Expr>,
    /// No capacity: `monitor::__private` knows the limit's value, and decides.
    pub(crate) capacity: Option<&'a Expr>,
    pub(crate) clock: Clock,
    pub(crate) counts: Option<Counts>,
    /// No queue: `monitor::__private` says how many may wait.
    pub(crate) queue: Option<&'a Expr>,
    pub(crate) order: Order,
}

impl<'a> Declared<'a> {
    fn new(options: &'a Options, ident: &Ident) -> Self {
        let kind = || LitStr::new(&snake_case(&ident.unraw().to_string()), ident.span());
        let clock = options.clock.as_ref().and_then(|clock| Clock::named(&clock.value()));
        let order = options.order.as_ref().and_then(|order| Order::named(&order.value()));
        Declared {
            monitor: options.monitor.clone().unwrap_or_else(|| parse_quote!(::monitor)),
            kind: options.kind.clone().unwrap_or_else(kind),
            limit: options.limit.as_ref(),
            capacity: options.capacity.as_ref(),
            clock: clock.unwrap_or(Clock::Tick),
            counts: options.counts.as_ref().and_then(|counts| Counts::named(&counts.value())),
            queue: options.queue.as_ref(),
            order: order.unwrap_or(Order::Fifo),
        }
    }

    /// Whether `attr` is one more `#[tracked]`, under the name that this crate's users give to it.
    pub(crate) fn is_tracked(&self, attr: &Attribute) -> bool {
        let mut path = names(attr.path());
        path.pop().is_some_and(|name| name == "tracked") && (path.is_empty() || path == names(&self.monitor))
    }
}

/// What is to be written for a type, complete.
pub(crate) struct TypeModel<'a> {
    pub(crate) item: &'a TypeItem,
    pub(crate) declared: Declared<'a>,
    pub(crate) handle: Ident,
    /// The fields, if an option is about them.
    pub(crate) fields: Vec<Field>,
    /// The only field, if the handle is to be that instead of the whole value.
    pub(crate) transparent: Option<Field>,
    pub(crate) forwards: Vec<Passing<'a>>,
    /// Attributes of the item that hold for what is written beside it too.
    pub(crate) kept: Vec<Attribute>,
}

impl<'a> TypeModel<'a> {
    pub(crate) fn new(options: &'a Options, item: &'a TypeItem) -> Self {
        let handle = || format_ident!("{}Handle", item.ident.unraw(), span = item.ident.span());
        let is_about_fields =
            options.transparent.is_some() || options.forward.iter().any(|forward| forward.field.is_some());
        let fields = if is_about_fields { fields::of(item) } else { Vec::new() };
        TypeModel {
            item,
            declared: Declared::new(options, &item.ident),
            handle: options.handle.clone().unwrap_or_else(handle),
            transparent: options.transparent.and_then(|_| only(&fields)),
            forwards: passings(&options.forward, &fields),
            fields,
            kept: item.attrs.iter().flat_map(kept).collect(),
        }
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

/// What a call does when there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnLimit {
    Deny,
    /// For so many microseconds at most, if they are said.
    Wait(Option<u64>),
}

/// Microseconds in a unit.
const UNITS: [(&str, u64); 4] = [("us", 1), ("ms", 1_000), ("s", 1_000_000), ("min", 60_000_000)];

impl OnLimit {
    /// `deny`, `wait`, or `wait` with a blank, a number and a unit, as in `wait 250ms`.
    pub(crate) fn named(said: &str) -> Option<OnLimit> {
        match said {
            "deny" => return Some(OnLimit::Deny),
            "wait" => return Some(OnLimit::Wait(None)),
            _ => {}
        }
        let time = said.strip_prefix("wait ")?;
        let unit = time.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let number: u64 = time[..time.len() - unit.len()].parse().ok()?;
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
        Some(OnLimit::Wait(Some(number.checked_mul(*factor)?)))
    }
}

/// One trait that the handle passes on.
pub(crate) struct Passing<'a> {
    /// As the user wrote it.
    pub(crate) name: &'a Ident,
    pub(crate) known: &'static Trait,
    /// `None`: to what the handle derefs to.
    pub(crate) field: Option<Field>,
}

fn only(fields: &[Field]) -> Option<Field> {
    if let [field] = fields { Some(field.clone()) } else { None }
}

/// What is not known, to a field that is not there, or said already is for the check to tell.
fn passings<'a>(forwards: &'a [Forward], fields: &[Field]) -> Vec<Passing<'a>> {
    let mut passings: Vec<Passing> = Vec::new();
    for Forward { field, traits } in forwards {
        let found = field.as_ref().map(|member| fields.iter().find(|field| field.member == *member));
        if found.is_some_and(|found| found.is_none()) {
            continue;
        }
        for name in traits {
            if let Some(known) = Trait::named(&name.to_string())
                && passings.iter().all(|passing| passing.name != name)
            {
                passings.push(Passing { name, known, field: found.flatten().cloned() });
            }
        }
    }
    passings
}

/// How the lifetimes of a kind are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Tick,
    Exact,
    None,
}

impl Clock {
    pub(crate) const NAMES: [(&'static str, Clock); 3] =
        [("tick", Clock::Tick), ("exact", Clock::Exact), ("none", Clock::None)];

    pub(crate) fn named(name: &str) -> Option<Clock> {
        Clock::NAMES.iter().find(|(known, _)| *known == name).map(|(_, clock)| *clock)
    }
}

/// What a handle is outside of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Fds,
}

impl Counts {
    pub(crate) fn named(name: &str) -> Option<Counts> {
        (name == "fds").then_some(Counts::Fds)
    }
}

/// Who is next among those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Fifo,
    Lifo,
}

impl Order {
    pub(crate) const NAMES: [(&'static str, Order); 2] = [("fifo", Order::Fifo), ("lifo", Order::Lifo)];

    pub(crate) fn named(name: &str) -> Option<Order> {
        Order::NAMES.iter().find(|(known, _)| *known == name).map(|(_, order)| *order)
    }
}

fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// What holds for all that is written beside the item, too.
pub(crate) fn kept(attr: &Attribute) -> Vec<Attribute> {
    let name = attr.path().get_ident().map(Ident::to_string);
    match name.as_deref() {
        Some("allow" | "cfg") => vec![attr.clone()],
        Some("doc") if is_about(attr, "hidden") => vec![attr.clone()],
        // What is written beside a deprecated item must still name it.
        Some("deprecated") => vec![attr.clone(), parse_quote!(#[allow(deprecated)])],
        // What is expected of the item need not happen in its handle. But if the handle were allowed to be dead, the item would live by it.
        Some("expect") if !is_about(attr, "dead_code") => vec![allow_instead(attr)],
        _ => Vec::new(),
    }
}

/// Whether that name stands in the attribute's parentheses.
fn is_about(attr: &Attribute, name: &str) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    list.tokens.clone().into_iter().any(|token| token.to_string() == name)
}

fn allow_instead(expect: &Attribute) -> Attribute {
    let mut allow = expect.clone();
    if let Meta::List(list) = &mut allow.meta {
        list.path = parse_quote!(allow);
    }
    allow
}

/// The name of an item as the name of a kind: `HttpClient` is `http_client`, `TCPStream` is `tcp_stream`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let starts_word = letter.is_uppercase()
            && match i.checked_sub(1).map(|before| letters[before]) {
                None | Some('_') => false,
                Some(before) if before.is_lowercase() => true,
                Some(_) => letters.get(i + 1).is_some_and(|after| after.is_lowercase()),
            };
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_the_type_in_snake_case() {
        for (name, kind) in [
            ("Client", "client"),
            ("HttpClient", "http_client"),
            ("TCPStream", "tcp_stream"),
            ("GPU", "gpu"),
            ("Utf8Path", "utf8_path"),
            ("Ipv4", "ipv4"),
            ("V2Client", "v2_client"),
            ("Left_Right", "left_right"),
            ("already_snake", "already_snake"),
            ("type", "type"),
            ("X", "x"),
            ("ÄrgerÖl", "ärger_öl"),
        ] {
            assert_eq!(snake_case(name), kind);
        }
    }

    #[test]
    fn every_clock_has_one_name() {
        for (name, clock) in Clock::NAMES {
            assert_eq!(Clock::named(name), Some(clock));
        }
        assert_eq!(Clock::named("fast"), None);
    }
}
