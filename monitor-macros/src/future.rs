//! Finds the future in a function that returns one: the call is in there, and not where it is made.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Block, Expr, ExprAsync, ExprClosure, ExprReturn, GenericArgument, Item, Path, PathArguments, Stmt, Type,
    TypeParamBound, parse::Parser, parse_quote, punctuated::Punctuated, token::Plus, visit::Visit,
};

/// What a function does that ends in an `async` block, as one that `#[async_trait]` wrote does.
pub(crate) struct Tail {
    before: Vec<Stmt>,
    last: Expr,
}

impl Tail {
    pub(crate) fn of(statements: &TokenStream) -> Option<Tail> {
        let mut before = Block::parse_within.parse2(statements.clone()).ok()?;
        match before.pop() {
            Some(Stmt::Expr(mut last, None)) => async_block(&mut last).is_some().then_some(Tail { before, last }),
            _ => None,
        }
    }

    /// Where the function returns something else than its last `async` block.
    pub(crate) fn early_returns(&self) -> Vec<&ExprReturn> {
        let mut returns = Returns::default();
        self.before.iter().for_each(|statement| returns.visit_stmt(statement));
        returns.visit_expr(&self.last);
        returns.0
    }

    /// The same with other statements in the block.
    pub(crate) fn rewritten(&self, rewrite: impl FnOnce(&TokenStream) -> TokenStream) -> TokenStream {
        let Tail { before, last } = self;
        let mut last = last.clone();
        if let Some(found) = async_block(&mut last) {
            let statements = &found.block.stmts;
            let rewritten = rewrite(&quote!(#(#statements)*));
            let Block { stmts, .. } = parse_quote!({ #rewritten });
            found.block.stmts = stmts;
        }
        quote!(#(#before)* #last)
    }
}

/// The `return`s of a function, and not those of what is inside of it.
#[derive(Default)]
struct Returns<'a>(Vec<&'a ExprReturn>);

impl<'a> Visit<'a> for Returns<'a> {
    fn visit_expr_return(&mut self, found: &'a ExprReturn) {
        self.0.push(found);
    }

    fn visit_expr_async(&mut self, _: &'a ExprAsync) {}

    fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}

    fn visit_item(&mut self, _: &'a Item) {}
}

/// `async { .. }`, `Box::pin(async { .. })` or `async { .. }.boxed()`.
fn async_block(expr: &mut Expr) -> Option<&mut ExprAsync> {
    match expr {
        Expr::Async(found) => Some(found),
        Expr::Group(group) => async_block(&mut group.expr),
        Expr::Call(call) if call.args.len() == 1 && is_pin(&call.func) => async_block(&mut call.args[0]),
        Expr::MethodCall(call) if call.method == "boxed" || call.method == "boxed_local" => {
            async_block(&mut call.receiver)
        }
        _ => None,
    }
}

fn is_pin(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "pin"))
}

/// Whether it can be seen that this type is a future.
pub(crate) fn is_future(ty: &Type) -> bool {
    match ty {
        Type::ImplTrait(ty) => has_future(&ty.bounds),
        Type::TraitObject(ty) => has_future(&ty.bounds),
        Type::Group(ty) => is_future(&ty.elem),
        Type::Paren(ty) => is_future(&ty.elem),
        Type::Path(ty) => is_future_path(&ty.path),
        _ => false,
    }
}

fn has_future(bounds: &Punctuated<TypeParamBound, Plus>) -> bool {
    bounds.iter().any(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return false };
        bound.path.segments.last().is_some_and(|last| last.ident == "Future")
    })
}

/// `BoxFuture`, or a box of a future however it is pinned.
fn is_future_path(path: &Path) -> bool {
    let Some(last) = path.segments.last() else { return false };
    match last.ident.to_string().as_str() {
        "BoxFuture" | "LocalBoxFuture" => true,
        "Pin" | "Box" => matches!(&last.arguments, PathArguments::AngleBracketed(arguments)
            if arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Type(ty) if is_future(ty)))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sees_future(ty: &str) -> bool {
        is_future(&syn::parse_str(ty).unwrap())
    }

    #[test]
    fn futures_are_seen_in_every_usual_spelling() {
        for ty in [
            "impl Future<Output = u8>",
            "impl Send + std::future::Future<Output = u8> + 'a",
            "Pin<Box<dyn Future<Output = u8> + Send + 'a>>",
            "::core::pin::Pin<std::boxed::Box<dyn Future<Output = u8>>>",
            "BoxFuture<'static, u8>",
            "futures::future::LocalBoxFuture<'a, u8>",
        ] {
            assert!(sees_future(ty), "{ty}");
        }
        for ty in ["u8", "Result<Pin<Box<dyn Future>>, E>", "impl Iterator", "Pin<&mut T>", "(impl Future, u8)"] {
            assert!(!sees_future(ty), "{ty}");
        }
    }

    #[test]
    fn the_last_block_is_found_and_no_other() {
        let ends_in_future = |body: &str| Tail::of(&body.parse().unwrap()).is_some();
        for body in [
            "async { 1 }",
            "let x = 1; async move { x }",
            "Box::pin(async move { 1 })",
            "::std::boxed::Box::pin(async { 1 },)",
            "async move { 1 }.boxed()",
        ] {
            assert!(ends_in_future(body), "{body}");
        }
        for body in ["", "1", "async { 1 };", "move || async move { 1 }", "spawn(async { 1 })", "async { 1 }.await"] {
            assert!(!ends_in_future(body), "{body}");
        }
    }

    #[test]
    fn only_the_block_changes() {
        let tail = Tail::of(&"let x = 1; Box::pin(async move { x })".parse().unwrap()).unwrap();
        let written = tail.rewritten(|statements| quote!(begin(); { #statements }));
        let expected: TokenStream = "let x = 1; Box::pin(async move { begin(); { x } })".parse().unwrap();
        assert_eq!(written.to_string(), expected.to_string());
    }
}
