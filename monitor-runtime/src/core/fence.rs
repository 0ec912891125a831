//! An asymmetric fence: the side that passes often pays nothing, the side that passes rarely pays for both.
//!
//! Together, [`light`] on one side and [`heavy`] on the other order like two `SeqCst` fences: if each side stores before its
//! fence and loads after it, at least one of them sees the other's store. On Linux the heavy side asks the kernel, by
//! `membarrier(2)`, to make every running thread of the process pass a full fence, and the light side only keeps the compiler
//! from reordering. Elsewhere, where the kernel refuses, and until it is set up, both are ordinary `SeqCst` fences.
//!
//! The construction is that of liburcu and folly's `AsymmetricThreadFence`; C++ has it as P1202.

#[cfg(any(loom, not(target_os = "linux")))]
pub(super) use self::symmetric::{heavy, light};

#[cfg(all(not(loom), target_os = "linux"))]
pub(super) use self::linux::{heavy, light};

#[cfg(all(not(loom), target_os = "linux"))]
pub(super) use self::linux::make_asymmetric;

/// Nothing to set up.
#[cfg(all(not(loom), not(target_os = "linux")))]
pub(super) fn make_asymmetric() {}

#[cfg(any(loom, not(target_os = "linux")))]
mod symmetric {
    use crate::sync::{Ordering::SeqCst, fence};

    #[inline(always)]
    pub(in crate::core) fn light() {
        fence(SeqCst);
    }

    pub(in crate::core) fn heavy() {
        fence(SeqCst);
    }
}

#[cfg(all(not(loom), target_os = "linux"))]
mod linux {
    use crate::sync::plain::{AtomicBool, Ordering::Acquire, Ordering::Relaxed, Ordering::Release, compiler_fence};
    use crate::sync::{Ordering::SeqCst, fence};

    /// The kernel has this process's registration, so heavy fences must ask it.
    static IS_REGISTERED: AtomicBool = AtomicBool::new(false);
    /// Every heavy fence from now on asks the kernel, so light ones need not be fences.
    static IS_ASYMMETRIC: AtomicBool = AtomicBool::new(false);

    #[inline(always)]
    pub(in crate::core) fn light() {
        // Acquire: the heavy fences that did not ask the kernel have ended. Partner: Release in `make_asymmetric`.
        if IS_ASYMMETRIC.load(Acquire) { compiler_fence(SeqCst) } else { fence(SeqCst) }
    }

    /// Called under an account's lock.
    pub(in crate::core) fn heavy() {
        fence(SeqCst);
        // Relaxed: `make_asymmetric` takes our lock after it has set this and before a light fence relies on it.
        if IS_REGISTERED.load(Relaxed) && !membarrier(libc::MEMBARRIER_CMD_PRIVATE_EXPEDITED) {
            // The kernel promises that a registered process is not refused, also after a fork.
            std::process::abort();
        }
    }

    /// Asks the kernel to serve this process: some 10 ms if it has several threads, which is why the background thread does it.
    pub(in crate::core) fn make_asymmetric() {
        if IS_ASYMMETRIC.load(Relaxed) || !membarrier(libc::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) {
            return;
        }
        IS_REGISTERED.store(true, Relaxed);
        // A heavy fence that missed this is in a revocation that still runs: wait for its account's lock. An account that is
        // not in the list yet is put there under the list's lock after us, and its users see what we stored.
        for account in crate::core::accounts::all() {
            drop(account.lock());
        }
        // Release: partner of the Acquire in `light`.
        IS_ASYMMETRIC.store(true, Release);
    }

    fn membarrier(command: libc::c_int) -> bool {
        let no_flags: libc::c_int = 0;
        // SAFETY: the call takes integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, no_flags) == 0 }
    }
}
