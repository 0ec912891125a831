//! The fields of a struct, for the options that name one.

use crate::{
    cfg::Cfg,
    copied,
    parse::{Keyword, TypeItem},
};
use syn::{
    Generics, Ident, Index, ItemStruct, Member, Token, Type, TypeParamBound, WherePredicate, parse_quote, parse2,
    punctuated::Punctuated,
};

/// The fields of an item, as they are written.
pub(crate) struct Fields(Vec<Written>);

struct Written {
    /// `None`: it has a number.
    ident: Option<Ident>,
    ty: Type,
    cfg: Cfg,
}

/// A field that an option means, where there is that field.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) cfg: Cfg,
}

impl Fields {
    pub(crate) const NONE: Fields = Fields(Vec::new());

    /// The fields of a struct; none if the item is no struct.
    pub(crate) fn of(item: &TypeItem) -> Fields {
        if !matches!(item.keyword, Keyword::Struct) {
            return Fields::NONE;
        }
        let Ok(ItemStruct { fields, .. }) = parse2(item.definition.clone()) else { return Fields::NONE };
        let (_, type_generics, _) = item.generics.split_for_impl();
        let ident = &item.ident;
        let own = parse_quote!(#ident #type_generics);
        let written = fields.into_iter().map(|field| Written {
            cfg: Cfg::of(&field.attrs),
            ident: field.ident,
            ty: copied::named(&field.ty, &own),
        });
        Fields(written.collect())
    }

    /// The fields that may be of this name: more than one if they are there under different conditions.
    pub(crate) fn named(&self, member: &Member) -> Vec<Field> {
        let candidates = self.0.iter().enumerate().filter_map(|(at, field)| {
            let is_it = match (member, &field.ident) {
                (Member::Named(name), Some(ident)) => (name == ident).then_some(Cfg::ALWAYS),
                (Member::Unnamed(Index { index, .. }), None) => exactly(*index as usize, self.0[..at].iter()),
                _ => None,
            };
            Some(Field { member: member.clone(), ty: field.ty.clone(), cfg: field.cfg.and(&is_it?) })
        });
        candidates.collect()
    }

    /// The fields that may be the only one.
    pub(crate) fn only(&self) -> Vec<Field> {
        let candidates = self.0.iter().enumerate().filter_map(|(at, field)| {
            let others = self.0[..at].iter().chain(&self.0[at + 1..]);
            let member = field.ident.clone().map_or(Member::Unnamed(Index::from(0)), Member::Named);
            Some(Field { member, ty: field.ty.clone(), cfg: field.cfg.and(&exactly(0, others)?) })
        });
        candidates.collect()
    }

    /// The last field, if it can be seen that its size is not known.
    pub(crate) fn unsized_type(&self, generics: &Generics) -> Option<&Type> {
        self.0.last().filter(|last| last.cfg.always_holds()).map(|last| &last.ty).filter(|ty| is_unsized(ty, generics))
    }

    /// Where there is another number of fields than one; `None`: nowhere.
    pub(crate) fn not_one(&self) -> Option<Cfg> {
        let one = exactly(1, self.0.iter())?;
        (!one.always_holds()).then(|| one.not())
    }
}

/// That so many of the fields are there, and no more. `None`: it cannot be.
fn exactly<'a>(count: usize, fields: impl Iterator<Item = &'a Written>) -> Option<Cfg> {
    let (always, sometimes): (Vec<_>, Vec<_>) = fields.map(|field| field.cfg.clone()).partition(Cfg::always_holds);
    let open = count.checked_sub(always.len())?;
    (open <= sometimes.len()).then(|| Cfg::exactly(open, &sometimes))
}

fn is_unsized(ty: &Type, generics: &Generics) -> bool {
    match ty {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Paren(ty) => is_unsized(&ty.elem, generics),
        Type::Group(ty) => is_unsized(&ty.elem, generics),
        Type::Path(ty) => ty.path.get_ident().is_some_and(|name| name == "str" || is_maybe_unsized(name, generics)),
        _ => false,
    }
}

/// Whether a parameter of this name is declared with `?Sized`.
fn is_maybe_unsized(name: &Ident, generics: &Generics) -> bool {
    let says_so = |bounds: &Punctuated<TypeParamBound, Token![+]>| {
        bounds.iter().any(|bound| matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some()))
    };
    let where_predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    generics.type_params().any(|param| param.ident == *name && says_so(&param.bounds))
        || where_predicates.into_iter().any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                matches!(&predicate.bounded_ty, Type::Path(ty) if ty.path.is_ident(name)) && says_so(&predicate.bounds)
            }
            _ => false,
        })
}
