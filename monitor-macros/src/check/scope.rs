//! What an option can name.

use crate::faults::Faults;
use syn::{
    Expr, GenericParam, Generics, Ident, Path,
    visit::{self, Visit},
};

/// An option's expression is evaluated once for all instances of the item, outside of it.
pub(super) fn check_scope(expr: &Expr, generics: &Generics, faults: &mut Faults) {
    Scope { generics, faults }.visit_expr(expr);
}

/// The same for the path of what was declared elsewhere.
pub(super) fn check_path(path: &Path, generics: &Generics, faults: &mut Faults) {
    Scope { generics, faults }.visit_path(path);
}

struct Scope<'a> {
    generics: &'a Generics,
    faults: &'a mut Faults,
}

impl Scope<'_> {
    fn is_parameter(&self, name: &Ident, path: &Path) -> bool {
        self.generics.params.iter().any(|param| match param {
            GenericParam::Type(param) => param.ident == *name,
            GenericParam::Const(param) => path.is_ident(&param.ident),
            GenericParam::Lifetime(_) => false,
        })
    }
}

impl<'ast> Visit<'ast> for Scope<'_> {
    fn visit_path(&mut self, path: &'ast Path) {
        let first = &path.segments[0].ident;
        if first == "Self" {
            self.faults.add(first, "`Self` means nothing here; write the type's name");
        } else if path.leading_colon.is_none() && self.is_parameter(first, path) {
            let message = format!(
                "`{first}` is a parameter of the item; a kind is one for all its instances, so its options cannot \
                 depend on parameters"
            );
            self.faults.add(first, message);
        }
        visit::visit_path(self, path);
    }
}
