//! The options of the attribute.

use super::entry::{self, Entry, Form, path, put};
use crate::faults::Faults;
use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, ExprPath, Ident, LitStr, Member, Path, Result, Token,
    parse::{Parse, ParseStream},
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
    pub(crate) within: Option<Path>,
    pub(crate) guarantee: Option<Expr>,
    pub(crate) weight: Option<ExprPath>,
}

impl Options {
    /// Where an option stands, if it is given; its value may be wrong.
    pub(crate) fn key(&self, name: &str) -> Option<&Ident> {
        self.given.iter().find(|given| *given == name)
    }
}

/// Traits that the handle passes on: `forward(Read)`, or `forward(stream: Read + Write)` for those of a field.
#[derive(Clone)]
pub(crate) struct Forward {
    pub(crate) field: Option<Member>,
    pub(crate) traits: Vec<Ident>,
}

/// Every option there is.
const OPTIONS: &[Entry<Options>] = &[
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
        name: "within",
        value: "the path of a `budget!`",
        example: "within = NETWORK",
        form: Form::Value(|options, input| put(&mut options.within, Path::parse_mod_style(input))),
    },
    Entry {
        name: "guarantee",
        value: "a constant expression of type `usize`",
        example: "guarantee = 8",
        form: Form::Value(|options, input| put(&mut options.guarantee, input.parse())),
    },
    Entry {
        name: "weight",
        value: "the path of a function from `&Self` to `usize`",
        example: "weight = Buffer::bytes",
        form: Form::Value(|options, input| put(&mut options.weight, input.parse())),
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
    options.given = entry::read(OPTIONS, attribute, &mut options, faults);
    options
}
