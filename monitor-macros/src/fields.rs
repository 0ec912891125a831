//! The fields of a struct, for the options that name one.

use crate::parse::{Keyword, TypeItem};
use syn::{Fields, ItemStruct, Member, Type, parse2};

/// One field of the item.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}

/// The fields of a struct; none if the item is no struct.
pub(crate) fn of(item: &TypeItem) -> Vec<Field> {
    if !matches!(item.keyword, Keyword::Struct) {
        return Vec::new();
    }
    let fields = parse2::<ItemStruct>(item.definition.clone()).map_or(Fields::Unit, |item| item.fields);
    fields.members().zip(&fields).map(|(member, field)| Field { member, ty: field.ty.clone() }).collect()
}
