//! A value together with its place.

use std::marker::PhantomData;

use crate::permit::Permit;
use crate::tracked::Tracked;

/// What every generated handle is: a value and its permit.
///
/// For code that is generic over handles. A handle of a known type has the same functions without this trait:
/// `ClientHandle::permit(&client)`. They are no methods, so that nothing of the value is hidden.
pub trait Handle: Sized {
    /// The tracked type.
    type Value: Tracked<Handle = Self>;
    #[doc(hidden)]
    fn __held(this: &Self) -> &Held<Self::Value>;
    #[doc(hidden)]
    fn __into_held(this: Self) -> Held<Self::Value>;

    /// The permit under which the value is held.
    #[inline]
    fn permit(this: &Self) -> &Permit<Self::Value> {
        Self::__held(this).permit()
    }

    /// Keeps the value and gives its place back.
    #[inline]
    fn into_inner(this: Self) -> Self::Value {
        Self::__into_held(this).into_parts().0
    }

    /// Parts the value from its permit, which stays held: another value can be bound to it.
    #[inline]
    fn into_parts(this: Self) -> (Self::Value, Permit<Self::Value>) {
        Self::__into_held(this).into_parts()
    }
}

/// Stands in the handle of a type that may borrow, so that the compiler sees what the value borrows used when the handle is dropped,
/// whether the runtime is on or off: what compiles with it off must compile with it on.
#[doc(hidden)]
pub struct Borrows<T>(PhantomData<fn() -> T>);

impl<T> Borrows<T> {
    pub const NEW: Self = Borrows(PhantomData);
}

impl<T> Drop for Borrows<T> {
    #[inline]
    fn drop(&mut self) {}
}

/// The fields of a handle. Their order is the contract: the value is dropped first, then its place is given back, also when
/// the value's drop panics.
#[doc(hidden)]
pub struct Held<T: Tracked> {
    value: T,
    permit: Permit<T>,
}

impl<T: Tracked> Held<T> {
    #[inline]
    pub(crate) fn new(value: T, permit: Permit<T>) -> Self {
        Held { value, permit }
    }

    #[inline]
    pub fn value(&self) -> &T {
        &self.value
    }

    #[inline]
    pub fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    #[inline]
    pub fn permit(&self) -> &Permit<T> {
        &self.permit
    }

    #[inline]
    pub fn into_parts(self) -> (T, Permit<T>) {
        (self.value, self.permit)
    }
}
