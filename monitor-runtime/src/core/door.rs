//! Who may be in a magazine.

use super::fence::is_asymmetric;
use crate::sync::plain::compiler_fence;
use crate::sync::{AtomicU32, Ordering::Acquire, Ordering::Relaxed, Ordering::Release, Ordering::SeqCst, fence, pause};

/// Lets one into a magazine: its owner, or a revocation that has shut the door and seen that the owner is not inside.
///
/// Dekker's protocol: each side says what it wants, passes a fence, then looks at the other. The owner passes often: as soon as
/// the [heavy](super::fence::heavy) fence of revocations serves both sides, it is spared its own.
pub(super) struct Door {
    state: AtomicU32,
    is_inside: AtomicU32,
}

/// Open, and whoever shuts it pays for the owner's fence too. Never `FENCED` again.
const OPEN: u32 = 0;
/// Open to an owner that passes a fence of its own.
const FENCED: u32 = 1;
const SHUT: u32 = 2;

impl Door {
    #[cfg(not(loom))]
    pub(super) const fn shut() -> Self {
        Door { state: AtomicU32::new(SHUT), is_inside: AtomicU32::new(0) }
    }

    #[cfg(loom)]
    pub(super) fn shut() -> Self {
        Door { state: AtomicU32::new(SHUT), is_inside: AtomicU32::new(0) }
    }

    /// The owner goes in, unless the door is shut. A look first, so that shared mode costs no store and no fence.
    #[inline(always)]
    pub(super) fn enter(&self) -> bool {
        match self.state.load(Relaxed) {
            OPEN => {
                self.is_inside.store(1, Relaxed);
                compiler_fence(SeqCst);
            }
            SHUT => return false,
            _ => {
                self.is_inside.store(1, Relaxed);
                fence(SeqCst);
            }
        }
        // Acquire: what the revocation that last had the magazine did. Partner: Release in `open`.
        if self.state.load(Acquire) != SHUT {
            return true;
        }
        self.leave();
        false
    }

    /// The owner comes out.
    #[inline(always)]
    pub(super) fn leave(&self) {
        // Release: what was done inside. Partner: Acquire in `wait`.
        self.is_inside.store(0, Release);
    }

    // What follows is done under the account's lock.

    /// Keeps the owner out from now on; it may still be inside. A heavy fence must follow, then `wait`.
    pub(super) fn shut_now(&self) {
        self.state.store(SHUT, Relaxed);
    }

    /// Waits until the owner is not inside.
    pub(super) fn wait(&self) {
        let mut rounds = 0;
        // Acquire: what the owner did inside. Partner: Release in `leave`.
        while self.is_inside.load(Acquire) != 0 {
            pause(&mut rounds);
        }
    }

    pub(super) fn open(&self) {
        // Release: what was done while it was shut. Partner: Acquire in `enter`.
        self.state.store(if is_asymmetric() { OPEN } else { FENCED }, Release);
    }

    pub(super) fn relax(&self) {
        if self.state.load(Relaxed) == FENCED {
            self.open();
        }
    }
}
