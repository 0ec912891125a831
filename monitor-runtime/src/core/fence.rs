//! An asymmetric fence: the side that passes often pays nothing, the side that passes rarely pays for both.
//!
//! Where two sides each store, pass a fence, and load what the other stored, at least one of them sees the other's store, if
//! both fences are `SeqCst`. On Linux [`heavy`] asks the kernel, by `membarrier(2)`, to make every running thread of the process
//! pass a full fence; the other side then need only keep its compiler from reordering. Elsewhere, where the kernel refuses, and
//! until it is set up, `heavy` is an ordinary fence, and so must the other side's be.
//!
//! The construction is that of liburcu and folly's `AsymmetricThreadFence`; C++ has it as P1202.

pub(super) use self::imp::{heavy, is_asymmetric};

#[cfg(not(loom))]
pub(super) use self::imp::make_asymmetric;

#[cfg(any(loom, not(target_os = "linux")))]
mod imp {
    use crate::sync::{Ordering::SeqCst, fence};

    pub(in crate::core) fn heavy() {
        fence(SeqCst);
    }

    pub(in crate::core) fn is_asymmetric() -> bool {
        false
    }

    #[cfg(not(loom))]
    pub(in crate::core) fn make_asymmetric() {}
}

#[cfg(all(not(loom), target_os = "linux"))]
mod imp {
    use crate::sync::plain::{AtomicBool, Ordering::Relaxed};
    use crate::sync::{Ordering::SeqCst, fence};

    /// The kernel has this process's registration, so heavy fences must ask it.
    static IS_REGISTERED: AtomicBool = AtomicBool::new(false);

    /// Called under an account's lock, as all that relies on it is.
    pub(in crate::core) fn heavy() {
        fence(SeqCst);
        // The kernel does not refuse a registered process, also after a fork, unless a filter of system calls came between.
        if is_asymmetric() && !membarrier(libc::MEMBARRIER_CMD_PRIVATE_EXPEDITED) {
            eprintln!(
                "safety-monitor: membarrier(2) is refused since it was granted, so limits cannot be kept: let it pass"
            );
            std::process::abort();
        }
    }

    /// Whether heavy fences serve both sides. Asked under an account's lock: once it is true there, it is true for every heavy
    /// fence on that account to come.
    pub(in crate::core) fn is_asymmetric() -> bool {
        IS_REGISTERED.load(Relaxed)
    }

    /// Asks the kernel to serve this process: some 10 ms if it has several threads, which is why the background thread does it.
    pub(in crate::core) fn make_asymmetric() {
        if is_asymmetric() || !membarrier(libc::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) {
            return;
        }
        IS_REGISTERED.store(true, Relaxed);
        // An account that is not in the list yet is put there under the list's lock after us, and opens its doors knowing.
        for account in crate::core::accounts::all() {
            account.relax_doors();
        }
    }

    fn membarrier(command: libc::c_int) -> bool {
        let no_flags: libc::c_int = 0;
        // SAFETY: the call takes integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, no_flags) == 0 }
    }
}
