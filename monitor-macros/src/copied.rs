//! What is copied out of an item, to stand beside it: there `Self` would mean another type.

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Type, parse::Parse, parse2};

/// The same with `own`, the item's type, for `Self`.
pub(crate) fn named<T: ToTokens + Parse + Clone>(copied: &T, own: &Type) -> T {
    let tokens = copied.to_token_stream();
    if !says_self(tokens.clone()) {
        return copied.clone();
    }
    parse2(replaced(tokens, own)).unwrap_or_else(|_| copied.clone())
}

fn says_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => says_self(group.stream()),
        _ => false,
    })
}

fn replaced(tokens: TokenStream, own: &Type) -> TokenStream {
    let mut written = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let is_qualifier = tokens.peek().is_some_and(is_path_separator);
                written.extend(if is_qualifier { quote!(<#own>) } else { quote!(#own) });
            }
            TokenTree::Group(group) => {
                let mut copy = Group::new(group.delimiter(), replaced(group.stream(), own));
                copy.set_span(group.span());
                written.extend([TokenTree::Group(copy)]);
            }
            token => written.extend([token]),
        }
    }
    written
}

/// Whether a token is the first colon of two.
fn is_path_separator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{WhereClause, parse_quote};

    #[test]
    fn self_is_the_type_wherever_it_stands() {
        let clause: WhereClause = parse_quote!(where Self: Clone, T: Into<Box<Self>>, [(); Self::N]: Sized);
        let expected: WhereClause =
            parse_quote!(where Node<T>: Clone, T: Into<Box<Node<T>>>, [(); <Node<T>>::N]: Sized);
        let named = named(&clause, &parse_quote!(Node<T>));
        assert_eq!(quote!(#named).to_string(), quote!(#expected).to_string());
    }
}
