//! A cache on the heap, for the thread that owns it.

use std::ptr::NonNull;

use super::cache::Cache;

/// Like a `Box`, but one that may be moved while others refer to what is in it.
#[derive(Debug)]
pub(super) struct OwnedCache(NonNull<Cache>);

impl OwnedCache {
    pub(super) fn new(cache: Cache) -> Self {
        OwnedCache(NonNull::from(Box::leak(Box::new(cache))))
    }
}

impl std::ops::Deref for OwnedCache {
    type Target = Cache;

    fn deref(&self) -> &Cache {
        // SAFETY: it was made by `new`, and is freed with us.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for OwnedCache {
    fn drop(&mut self) {
        // SAFETY: it came from a `Box`, and nobody refers to it any more: it is unregistered, and its thread has no way to it.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

// SAFETY: it is what a `Box<Cache>` is.
#[cfg(loom)]
unsafe impl Send for OwnedCache {}
// SAFETY: the same.
#[cfg(loom)]
unsafe impl Sync for OwnedCache {}
