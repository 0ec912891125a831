//! A source file as the compiler's lexer sees it: names in comments and strings are no names.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

pub(crate) struct Source {
    /// From the workspace's root, with `/` between the parts.
    pub(crate) path: String,
    pub(crate) lines: usize,
    tokens: Vec<Token>,
}

struct Token {
    text: String,
    line: usize,
    /// How many brackets are open around it.
    depth: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let tree: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut tokens = Vec::new();
        flatten(tree, 0, &mut tokens);
        Source { path: path.to_owned(), lines: text.lines().count(), tokens }
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        self.tokens[at].line
    }

    /// The token at a place; an empty one behind the last.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// Where these tokens stand one after the other.
    pub(crate) fn find<'a>(&'a self, tokens: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        let stands = |at: &usize| tokens.iter().enumerate().all(|(i, token)| self.text(at + i) == *token);
        (0..self.tokens.len()).filter(stands)
    }

    /// The place of the bracket that closes the one at `open`.
    pub(crate) fn close(&self, open: usize) -> usize {
        let depth = self.tokens[open].depth;
        let inside = self.tokens[open + 1..].iter().take_while(|token| token.depth > depth);
        open + 1 + inside.count()
    }

    /// Where the last name of a path stands, if the one at `at` begins it, however a `use` groups it:
    /// `std::{sync::{atomic, Arc}}` is `std::sync::atomic` too.
    pub(crate) fn follow(&self, at: usize, path: &[&str]) -> Vec<usize> {
        let Some((name, rest)) = path.split_first() else {
            return vec![at];
        };
        let named = self.after(at).into_iter().filter(|next| self.text(*next) == *name);
        named.flat_map(|next| self.follow(next, rest)).collect()
    }

    /// The names that stand behind the one at `at` and `::`; several if they are in a group.
    pub(crate) fn after(&self, at: usize) -> Vec<usize> {
        if self.text(at + 1) != "::" {
            return Vec::new();
        }
        let first = at + 2;
        if self.text(first) != "{" {
            return vec![first];
        }
        let depth = self.tokens[first].depth + 1;
        let begins = |at: &usize| self.tokens[*at].depth == depth && matches!(self.text(at - 1), "{" | ",");
        (first + 1..self.close(first)).filter(begins).collect()
    }
}

fn flatten(tree: TokenStream, depth: usize, tokens: &mut Vec<Token>) {
    let mut joined = String::new();
    for token in tree {
        let line = token.span().start().line;
        match token {
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                tokens.push(Token { text: open.to_owned(), line, depth });
                flatten(group.stream(), depth + 1, tokens);
                let line = group.span_close().start().line;
                tokens.push(Token { text: close.to_owned(), line, depth });
            }
            // `::` is one token here; no other pair is looked for.
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                joined.push(':');
                if punct.spacing() == Spacing::Alone || joined == "::" {
                    tokens.push(Token { text: std::mem::take(&mut joined), line, depth });
                }
            }
            other => tokens.push(Token { text: other.to_string(), line, depth }),
        }
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    }
}
