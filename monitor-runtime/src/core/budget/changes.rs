//! Whether limits or guarantees changed while somebody looked at several of them without the tree's lock: a sequence lock (H.-J. Boehm, *Can
//! seqlocks get along with programming language memory models?*, MSPC 2012).

use crate::sync::Ordering::{Acquire, Relaxed, Release};
use crate::sync::plain::AtomicUsize as PlainUsize;
use crate::sync::{AtomicU64, fence};

/// How often they began and ended to change: odd while they do.
///
/// Read by every denial, and hardly ever written; so it lies apart from the lock.
#[repr(align(128))]
pub(in crate::core) struct Changes {
    count: AtomicU64,
    /// How often all was made as it was declared, for another monitor.
    reopened: PlainUsize,
}

impl Changes {
    #[cfg(not(loom))]
    pub(in crate::core) const fn new() -> Changes {
        Changes { count: AtomicU64::new(0), reopened: PlainUsize::new(0) }
    }

    #[cfg(loom)]
    pub(in crate::core) fn new() -> Changes {
        Changes { count: AtomicU64::new(0), reopened: PlainUsize::new(0) }
    }

    pub(super) fn reopened(&self) -> usize {
        self.reopened.load(Relaxed)
    }

    /// Under the tree's lock.
    pub(super) fn reopen(&self) {
        self.reopened.fetch_add(1, Relaxed);
    }

    /// What is seen by looking, if nothing changes meanwhile: then all of it was so at one moment.
    pub(in crate::core) fn undisturbed<T>(&self, look: impl FnOnce() -> Option<T>) -> Option<T> {
        // Acquire: what was changed before. Partner: the last Release in `change`.
        let before = self.count.load(Acquire);
        if !before.is_multiple_of(2) {
            return None;
        }
        let seen = look()?;
        // Acquire: if it saw anything of a change, the load below sees that it has begun. Partner: the Release fence in `change`.
        fence(Acquire);
        (self.count.load(Relaxed) == before).then_some(seen)
    }

    /// Changes something. Under the tree's lock.
    pub(in crate::core) fn change<T>(&self, change: impl FnOnce() -> T) -> T {
        let before = self.count.load(Relaxed);
        self.count.store(before + 1, Relaxed);
        // Release: that it has begun, to whoever sees anything of it. Partner: the Acquire fence in `undisturbed`.
        fence(Release);
        let changed = change();
        // Release: all of it. Partner: the Acquire load in `undisturbed`.
        self.count.store(before + 2, Release);
        changed
    }
}
