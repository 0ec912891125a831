//! Reads the options.

use crate::{faults::Faults, spelling};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Expr, Ident, LitStr, Member, Path, Result, Token,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream, Parser, discouraged::Speculative},
    punctuated::Punctuated,
};

/// What the attribute says; what it does not say is `None`.
#[derive(Default)]
pub(crate) struct Options {
    /// The options that are given, by their names.
    pub(crate) given: Vec<Ident>,
    pub(crate) kind: Option<LitStr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) capacity: Option<Expr>,
    pub(crate) handle: Option<Ident>,
    pub(crate) clock: Option<LitStr>,
    pub(crate) monitor: Option<Path>,
    /// Where it stands.
    pub(crate) transparent: Option<Span>,
    pub(crate) forward: Vec<Forward>,
    pub(crate) on_limit: Option<LitStr>,
    pub(crate) counts: Option<LitStr>,
    pub(crate) queue: Option<Expr>,
    pub(crate) order: Option<LitStr>,
    pub(crate) weight: Option<Path>,
}

/// Traits that the handle passes on: `forward(Read)`, or `forward(stream: Read + Write)` for those of a field.
#[derive(Clone)]
pub(crate) struct Forward {
    pub(crate) field: Option<Member>,
    pub(crate) traits: Vec<Ident>,
}

/// How one option is written, and where its value goes.
struct Entry {
    name: &'static str,
    /// What its value is.
    value: &'static str,
    example: &'static str,
    form: Form,
}

/// What stands behind an option's name.
enum Form {
    /// `= value`
    Value(fn(&mut Options, ParseStream) -> Result<()>),
    /// `(value, value)`
    List(fn(&mut Options, ParseStream) -> Result<()>),
    /// Nothing: it is there or not.
    Flag(fn(&mut Options, Span)),
}

/// Every option there is: what is not in this table is unknown.
const OPTIONS: &[Entry] = &[
    Entry {
        name: "kind",
        value: "a string",
        example: r#"kind = "client""#,
        form: Form::Value(|options, input| put(&mut options.kind, input.parse())),
    },
    Entry {
        name: "limit",
        value: "a constant expression of type `usize`",
        example: "limit = 64",
        form: Form::Value(|options, input| put(&mut options.limit, input.parse())),
    },
    Entry {
        name: "capacity",
        value: "a constant expression of type `usize`",
        example: "capacity = 1024",
        form: Form::Value(|options, input| put(&mut options.capacity, input.parse())),
    },
    Entry {
        name: "handle",
        value: "an identifier",
        example: "handle = ClientHandle",
        form: Form::Value(|options, input| put(&mut options.handle, input.parse())),
    },
    Entry {
        name: "clock",
        value: "a string",
        example: r#"clock = "tick""#,
        form: Form::Value(|options, input| put(&mut options.clock, input.parse())),
    },
    Entry {
        name: "crate",
        value: "a path",
        example: "crate = framework::monitor",
        form: Form::Value(|options, input| put(&mut options.monitor, path(input))),
    },
    Entry {
        name: "transparent",
        value: "nothing",
        example: "transparent",
        form: Form::Flag(|options, at| options.transparent = Some(at)),
    },
    Entry {
        name: "forward",
        value: "a list of traits, those of a field behind its name",
        example: "forward(Read, Write)`, or `forward(stream: Read + Write)",
        form: Form::List(|options, input| {
            options.forward = Punctuated::<Forward, Token![,]>::parse_terminated(input)?.into_iter().collect();
            Ok(())
        }),
    },
    Entry {
        name: "queue",
        value: "a constant expression of type `usize`",
        example: "queue = 128",
        form: Form::Value(|options, input| put(&mut options.queue, input.parse())),
    },
    Entry {
        name: "order",
        value: "a string",
        example: r#"order = "lifo""#,
        form: Form::Value(|options, input| put(&mut options.order, input.parse())),
    },
    Entry {
        name: "on_limit",
        value: "a string",
        example: r#"on_limit = "wait 250ms""#,
        form: Form::Value(|options, input| put(&mut options.on_limit, input.parse())),
    },
    Entry {
        name: "counts",
        value: "a string",
        example: r#"counts = "fds""#,
        form: Form::Value(|options, input| put(&mut options.counts, input.parse())),
    },
    Entry {
        name: "weight",
        value: "a path",
        example: "weight = Buffer::bytes",
        form: Form::Value(|options, input| put(&mut options.weight, path(input))),
    },
];

impl Parse for Forward {
    fn parse(input: ParseStream) -> Result<Self> {
        let field = if input.peek2(Token![:]) {
            let field = input.parse()?;
            input.parse::<Token![:]>()?;
            Some(field)
        } else {
            None
        };
        let traits = Punctuated::<Ident, Token![+]>::parse_separated_nonempty(input)?;
        Ok(Forward { field, traits: traits.into_iter().collect() })
    }
}

/// Reads all options; a fault in one does not hide the next.
pub(crate) fn options(attribute: TokenStream, faults: &mut Faults) -> Options {
    let mut options = Options::default();
    let read_all = |input: ParseStream| {
        while !input.is_empty() {
            option(input, &mut options, faults);
            skip_to_comma(input);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = read_all.parse2(attribute) {
        faults.push(error);
    }
    options
}

/// Reads one option, and may stop anywhere before the next comma if it is wrong.
fn option(input: ParseStream, options: &mut Options, faults: &mut Faults) {
    let Ok(key) = input.call(Ident::parse_any) else {
        return faults.add(skip_to_comma(input), "expected an option, as in `limit = 64`");
    };
    let Some(entry) = OPTIONS.iter().find(|entry| key == entry.name) else {
        return faults.add(&key, unknown(&key.to_string()));
    };
    let Entry { name, value, example, form } = entry;
    if options.given.contains(&key) {
        return faults.add(&key, format!("`{name}` is given twice"));
    }
    options.given.push(key.clone());
    let wrong = || format!("`{name}` is {value}, as in `{example}`");
    match form {
        Form::Flag(read) => read(options, key.span()),
        Form::List(read) => {
            let Ok(list) = group(input) else { return faults.add(&key, wrong()) };
            if list.is_empty() || (|input: ParseStream| read(options, input)).parse2(list.clone()).is_err() {
                return faults.add(if list.is_empty() { key.to_token_stream() } else { list }, wrong());
            }
        }
        Form::Value(read) => {
            if input.peek(Token![:]) {
                return faults
                    .add(input.parse::<Token![:]>().ok(), format!("a value stands behind `=`, as in `{example}`"));
            }
            if input.parse::<Token![=]>().is_err() || at_end(input) {
                return faults.add(&key, format!("`{name}` needs a value, as in `{example}`"));
            }
            let ahead = input.fork();
            if read(options, &ahead).is_err() {
                return faults.add(skip_to_comma(input), wrong());
            }
            input.advance_to(&ahead);
        }
    }
    if !at_end(input) {
        faults.push(input.error(format!("expected `,` after `{name}`")));
    }
}

/// What is between parentheses.
fn group(input: ParseStream) -> Result<TokenStream> {
    let list;
    parenthesized!(list in input);
    list.parse()
}

fn unknown(name: &str) -> String {
    let names = OPTIONS.iter().map(|entry| entry.name);
    format!("unknown option `{name}`; {}", spelling::suggestion(name, "valid are", names))
}

fn put<T>(place: &mut Option<T>, value: Result<T>) -> Result<()> {
    *place = Some(value?);
    Ok(())
}

fn path(input: ParseStream) -> Result<Path> {
    if input.peek(LitStr) {
        input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)
    } else {
        Path::parse_mod_style(input)
    }
}

fn at_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

fn skip_to_comma(input: ParseStream) -> TokenStream {
    let mut skipped = TokenStream::new();
    while !at_end(input) {
        skipped.extend(input.parse::<TokenTree>());
    }
    skipped
}
