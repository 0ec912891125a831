//! Reads what `budget!` is given: statics, with options in the place of their types.

use super::entry::{self, Entry, Form, path, put};
use crate::faults::Faults;
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, Ident, LitStr, Path, Result, Token, Visibility,
    parse::{Parse, ParseStream},
};

/// The static of one budget.
pub(crate) struct BudgetItem {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) keyword: Token![static],
    pub(crate) ident: Ident,
    /// What stands behind the colon; an error if there is none.
    pub(crate) options: Result<TokenStream>,
}

/// What is said of a budget; what is not said is `None`.
#[derive(Default)]
pub(crate) struct BudgetOptions {
    /// The options that are given, by their names.
    pub(crate) given: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) within: Option<Path>,
    pub(crate) guarantee: Option<Expr>,
    pub(crate) monitor: Option<Path>,
}

impl BudgetOptions {
    /// Where an option stands, if it is given; its value may be wrong.
    pub(crate) fn key(&self, name: &str) -> Option<&Ident> {
        self.given.iter().find(|given| *given == name)
    }
}

/// Every option there is.
const OPTIONS: &[Entry<BudgetOptions>] = &[
    Entry {
        name: "limit",
        value: "a constant expression of type `usize`, or an amount",
        example: "limit = 1_000`, or `limit = \"64 MiB\"",
        form: Form::Value(|options, input| put(&mut options.limit, input.parse())),
    },
    Entry {
        name: "within",
        value: "the path of a `budget!`",
        example: "within = MACHINE",
        form: Form::Value(|options, input| put(&mut options.within, Path::parse_mod_style(input))),
    },
    Entry {
        name: "guarantee",
        value: "a constant expression of type `usize`, or an amount",
        example: "guarantee = 8`, or `guarantee = \"8 MiB\"",
        form: Form::Value(|options, input| put(&mut options.guarantee, input.parse())),
    },
    Entry {
        name: "name",
        value: "a string",
        example: r#"name = "network""#,
        form: Form::Value(|options, input| put(&mut options.name, input.parse())),
    },
    Entry {
        name: "crate",
        value: "a path",
        example: "crate = framework::monitor",
        form: Form::Value(|options, input| put(&mut options.monitor, path(input))),
    },
];

/// Each budget by itself: a semicolon stands between them, and may stand behind the last.
pub(crate) fn budgets(tokens: TokenStream) -> Vec<TokenStream> {
    let is_semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut budgets: Vec<_> = tokens.split(is_semicolon).map(|budget| budget.iter().cloned().collect()).collect();
    if budgets.len() > 1 && budgets.last().is_some_and(TokenStream::is_empty) {
        budgets.pop();
    }
    budgets
}

/// Reads one budget; `None` if it is none.
pub(crate) fn budget(tokens: TokenStream, faults: &mut Faults) -> Option<BudgetItem> {
    syn::parse2(tokens).map_err(|error| faults.push(error)).ok()
}

/// Reads all options; a fault in one does not hide the next.
pub(crate) fn budget_options(item: &BudgetItem, faults: &mut Faults) -> BudgetOptions {
    let mut options = BudgetOptions::default();
    match &item.options {
        Ok(tokens) => options.given = entry::read(OPTIONS, tokens.clone(), &mut options, faults),
        Err(error) => faults.push(error.clone()),
    }
    options
}

impl Parse for BudgetItem {
    fn parse(input: ParseStream) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if !input.peek(Token![static]) || !input.peek2(Ident) {
            return Err(input.error("expected a budget, as in `pub static NETWORK: limit = 1_000`"));
        }
        let keyword = input.parse()?;
        let ident = input.parse()?;
        Ok(BudgetItem { attrs, vis, keyword, ident, options: options(input)? })
    }
}

/// What stands behind the name, all of which is read.
fn options(input: ParseStream) -> Result<Result<TokenStream>> {
    let colon = match input.is_empty() || input.peek(Token![:]) {
        true => input.parse::<Option<Token![:]>>().map(drop),
        false => Err(input.error("expected `:` and the options, as in `static NETWORK: limit = 1_000`")),
    };
    let behind: TokenStream = input.parse()?;
    Ok(colon.map(|()| behind))
}
