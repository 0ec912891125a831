//! Those who are to be woken. Wakers are foreign code: they are woken and dropped when nothing is locked, and what they panic with is in nobody's
//! way.

use std::task::Waker;

use crate::quiet::quietly;

/// How many are told of places before the first of them is woken.
const AT_ONCE: usize = 16;

/// A waker of ours, until it is handed on.
pub(super) struct OwnWaker(Option<Waker>);

impl OwnWaker {
    pub(super) fn of(waker: &Waker) -> OwnWaker {
        OwnWaker(Some(waker.clone()))
    }

    pub(super) const fn none() -> OwnWaker {
        OwnWaker(None)
    }

    pub(super) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn get_mut(&mut self) -> &mut Option<Waker> {
        &mut self.0
    }

    pub(super) fn take(&mut self) -> Option<Waker> {
        self.0.take()
    }
}

impl Drop for OwnWaker {
    fn drop(&mut self) {
        if let Some(waker) = self.0.take() {
            quietly(|| drop(waker));
        }
    }
}

/// Wakes somebody on this thread.
pub(in crate::core) fn wake_now(waker: Waker) {
    quietly(|| waker.wake());
}

/// Some who are to be woken, without allocating.
pub(in crate::core) struct Wakers {
    wakers: [Option<Waker>; AT_ONCE],
    len: usize,
}

impl Wakers {
    /// Gathers whom `next` gives, until it gives nobody or there are many.
    pub(in crate::core) fn gather(mut next: impl FnMut() -> Option<Waker>) -> Wakers {
        let mut gathered = Wakers { wakers: [const { None }; AT_ONCE], len: 0 };
        while gathered.len < AT_ONCE
            && let Some(waker) = next()
        {
            gathered.wakers[gathered.len] = Some(waker);
            gathered.len += 1;
        }
        gathered
    }

    /// Whether there may be more.
    pub(in crate::core) fn is_full(&self) -> bool {
        self.len == AT_ONCE
    }

    pub(in crate::core) fn wake(self, wake: &mut impl FnMut(Waker)) {
        self.wakers.into_iter().flatten().for_each(wake);
    }
}
