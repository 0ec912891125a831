//! A box in mimalloc's heap, beside the other cases in the system's.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, handle_alloc_error};
use std::ptr::NonNull;

use mimalloc::MiMalloc;

/// Owns one `T`, which has been written and is given back once.
pub(crate) struct MimallocBox<T: Copy>(NonNull<T>);

impl<T: Copy> MimallocBox<T> {
    const LAYOUT: Layout = Layout::new::<T>();

    pub(crate) fn new(value: T) -> Self {
        const { assert!(size_of::<T>() > 0) };
        // SAFETY: the layout is not of size zero, which the line above checks.
        let place = unsafe { MiMalloc.alloc(Self::LAYOUT) }.cast::<T>();
        let Some(place) = NonNull::new(place) else { handle_alloc_error(Self::LAYOUT) };
        // SAFETY: the allocator has just given this place to us, large enough and aligned for a `T`.
        unsafe { place.write(value) };
        MimallocBox(place)
    }
}

impl<T: Copy> Drop for MimallocBox<T> {
    fn drop(&mut self) {
        // SAFETY: `new` got the place from the same allocator with the same layout, and nothing else gives it back. A
        // `T` that is `Copy` needs no drop.
        unsafe { MiMalloc.dealloc(self.0.as_ptr().cast(), Self::LAYOUT) };
    }
}
