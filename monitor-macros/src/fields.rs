//! The fields of a struct, for the options that name one.

use crate::parse::{Item, Keyword};
use syn::{Fields, ItemStruct, Member, Type, parse2};

/// One field of the item.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}

/// The fields of a struct; `None` if the item is none.
pub(crate) fn of(item: &Item) -> Option<Vec<Field>> {
    if !matches!(item.keyword, Keyword::Struct) {
        return None;
    }
    let fields = parse2::<ItemStruct>(item.definition.clone()).map_or(Fields::Unit, |item| item.fields);
    Some(fields.members().zip(&fields).map(|(member, field)| Field { member, ty: field.ty.clone() }).collect())
}

/// The field of that name, or number.
pub(crate) fn find(item: &Item, member: &Member) -> Option<Field> {
    of(item)?.into_iter().find(|field| field.member == *member)
}
