//! Reads options by a table of them: the attribute's, and those of a budget.

use crate::{faults::Faults, spelling};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Ident, LitStr, Path, Result, Token,
    ext::IdentExt,
    parenthesized,
    parse::{ParseStream, Parser, discouraged::Speculative},
};

/// How one option is written, and where its value goes.
pub(super) struct Entry<O> {
    pub(super) name: &'static str,
    /// What its value is.
    pub(super) value: &'static str,
    pub(super) example: &'static str,
    pub(super) form: Form<O>,
}

/// What stands behind an option's name.
pub(super) enum Form<O> {
    /// `= value`
    Value(fn(&mut O, ParseStream) -> Result<()>),
    /// `(value, value)`
    List(fn(&mut O, ParseStream) -> Result<()>),
    /// Nothing: it is there or not.
    Flag(fn(&mut O, Span)),
}

/// Reads all options; a fault in one does not hide the next. What is not in the table is unknown.
pub(super) fn read<O>(table: &[Entry<O>], tokens: TokenStream, options: &mut O, faults: &mut Faults) -> Vec<Ident> {
    let mut reader = Reader { table, options, given: Vec::new(), faults };
    if let Err(error) = (|input: ParseStream| reader.all(input)).parse2(tokens) {
        reader.faults.push(error);
    }
    reader.given
}

struct Reader<'a, O> {
    table: &'a [Entry<O>],
    options: &'a mut O,
    /// The names of the options read so far.
    given: Vec<Ident>,
    faults: &'a mut Faults,
}

impl<O> Reader<'_, O> {
    fn all(&mut self, input: ParseStream) -> Result<()> {
        while !input.is_empty() {
            self.one(input);
            skip_to_comma(input);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    /// Reads one option, and may stop anywhere before the next comma if it is wrong.
    fn one(&mut self, input: ParseStream) {
        if input.peek(Token![,]) {
            return self.faults.push(input.error("one comma too many"));
        }
        let Ok(key) = input.call(Ident::parse_any) else {
            return self.faults.add(skip_to_comma(input), "expected an option, as in `limit = 64`");
        };
        let Some(entry) = self.table.iter().find(|entry| key == entry.name) else {
            return self.faults.add(&key, self.unknown(&key.to_string()));
        };
        let name = entry.name;
        if self.given.contains(&key) {
            return self.faults.add(&key, format!("`{name}` is given twice"));
        }
        self.given.push(key.clone());
        match entry.form {
            Form::Flag(read) => read(self.options, key.span()),
            Form::List(read) => self.list(input, &key, entry, read),
            Form::Value(read) => self.value(input, &key, entry, read),
        }
        if !at_end(input) {
            self.faults.push(input.error(format!("expected `,` after `{name}`")));
            skip_to_comma(input);
        }
    }

    fn list(&mut self, input: ParseStream, key: &Ident, entry: &Entry<O>, read: fn(&mut O, ParseStream) -> Result<()>) {
        let Ok(list) = group(input) else {
            skip_to_comma(input);
            return self.faults.add(key, entry.wrong());
        };
        if list.is_empty() || (|input: ParseStream| read(self.options, input)).parse2(list.clone()).is_err() {
            self.faults.add(if list.is_empty() { key.to_token_stream() } else { list }, entry.wrong());
        }
    }

    fn value(
        &mut self,
        input: ParseStream,
        key: &Ident,
        entry: &Entry<O>,
        read: fn(&mut O, ParseStream) -> Result<()>,
    ) {
        let Entry { name, example, .. } = entry;
        if input.peek(Token![:]) {
            self.faults.push(input.error(format!("a value stands behind `=`, as in `{example}`")));
            skip_to_comma(input);
            return;
        }
        if input.parse::<Token![=]>().is_err() || at_end(input) {
            skip_to_comma(input);
            return self.faults.add(key, format!("`{name}` needs a value, as in `{example}`"));
        }
        let ahead = input.fork();
        if read(self.options, &ahead).is_err() {
            return self.faults.add(skip_to_comma(input), entry.wrong());
        }
        input.advance_to(&ahead);
    }

    fn unknown(&self, name: &str) -> String {
        let names = self.table.iter().map(|entry| entry.name);
        format!("unknown option `{name}`; {}", spelling::suggestion(name, "valid are", names))
    }
}

impl<O> Entry<O> {
    fn wrong(&self) -> String {
        let Entry { name, value, example, .. } = self;
        format!("`{name}` is {value}, as in `{example}`")
    }
}

/// Puts a value in its place, once it is known to be one.
pub(super) fn put<T>(place: &mut Option<T>, value: Result<T>) -> Result<()> {
    *place = Some(value?);
    Ok(())
}

/// A path, in quotes or without.
pub(super) fn path(input: ParseStream) -> Result<Path> {
    if input.peek(LitStr) {
        input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)
    } else {
        Path::parse_mod_style(input)
    }
}

/// What is between parentheses.
fn group(input: ParseStream) -> Result<TokenStream> {
    let list;
    parenthesized!(list in input);
    list.parse()
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
