//! Reads a function.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Ident, LitStr, Result, Signature, Token, Visibility, braced, ext::IdentExt, parse::ParseStream,
    token::Brace,
};

/// A function, a method or an associated function. What it does stays unread.
pub(crate) struct FunctionItem {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// `None`: it is only declared.
    pub(crate) body: Option<Body>,
}

/// What stands between a function's braces.
pub(crate) struct Body {
    pub(crate) brace: Brace,
    /// Attributes of the function that stand in here.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) statements: TokenStream,
}

/// Whether what stands behind the visibility is a function: before its `fn` there are only words, and the name of an ABI.
pub(super) fn begins(input: ParseStream) -> bool {
    let ahead = input.fork();
    while !ahead.peek(Token![fn]) {
        let is_qualifier = ahead.peek(Ident::peek_any) || ahead.peek(LitStr);
        if !is_qualifier || ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    true
}

impl FunctionItem {
    /// Reads what stands behind the visibility.
    pub(super) fn parse(attrs: Vec<Attribute>, vis: Visibility, input: ParseStream) -> Result<Self> {
        let sig = input.parse()?;
        let body = match input.parse::<Option<Token![;]>>()? {
            Some(_) => None,
            None => Some(body(input)?),
        };
        Ok(FunctionItem { attrs, vis, sig, body })
    }
}

fn body(input: ParseStream) -> Result<Body> {
    let content;
    let brace = braced!(content in input);
    Ok(Body { brace, attrs: content.call(Attribute::parse_inner)?, statements: content.parse()? })
}
