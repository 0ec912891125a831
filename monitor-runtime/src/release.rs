//! What gives its place back when it is dropped. Without the engine nothing does, and a handle has no more to drop than its value.

use crate::call::Call;
use crate::core::{self, Declaration};
use crate::permit::Permit;
use crate::tracked::Tracked;

impl<T: Tracked> Drop for Permit<T> {
    #[inline]
    fn drop(&mut self) {
        core::release::<T::Kind>(self.place());
    }
}

impl<K: Declaration> Drop for Call<K> {
    #[inline]
    fn drop(&mut self) {
        core::release::<K>(self.place());
    }
}
