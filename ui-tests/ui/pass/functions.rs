//! Functions of all sorts, in a crate that forbids what can be forbidden.

#![forbid(unsafe_op_in_unsafe_fn)]
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(unused, nonstandard_style, future_incompatible, rust_2018_idioms, rust_2021_compatibility, keyword_idents)]
#![deny(elided_lifetimes_in_paths, unused_lifetimes, trivial_casts, unused_results)]
#![deny(let_underscore_drop, non_local_definitions, private_interfaces, private_bounds, unnameable_types)]

use monitor::{AcquireError, tracked};
use std::future::Future;

const LIMIT: usize = 2;

/// Documented.
#[tracked(kind = "all options", limit = LIMIT, capacity = 2 * LIMIT, clock = "exact", on_limit = "deny", crate = monitor)]
#[inline]
#[must_use = "documented"]
pub fn public(value: u8) -> Result<u8, AcquireError> {
    #![allow(unused_variables)]
    // The options do not see what is declared in here.
    const LIMIT: usize = 0;
    struct __Local;
    Ok(LIMIT as u8)
}

#[tracked]
fn counted((a, mut b): (u8, u8), [c, ..]: [u8; 3], _: u8) -> Result<u8, AcquireError> {
    b += 1;
    Ok(a + b + c)
}

#[tracked(limit = 1)]
unsafe fn not_safe() -> Result<(), AcquireError> {
    Ok(())
}

#[allow(improper_ctypes_definitions)]
#[tracked(limit = 1)]
extern "C" fn foreign() -> Result<(), AcquireError> {
    Ok(())
}

#[tracked(limit = 1)]
fn r#loop<'a, T, const N: usize>(r#in: &'a [T; N]) -> Result<impl Iterator<Item = &'a T>, AcquireError>
where
    T: Copy,
{
    Ok(r#in.iter())
}

#[tracked(limit = 1)]
fn nested() -> Result<bool, AcquireError> {
    #[tracked(limit = 1)]
    fn nested() -> Result<(), AcquireError> {
        Ok(())
    }
    nested().map(|()| true)
}

#[tracked(limit = 1)]
fn never_returns(really: bool) -> Result<u8, AcquireError> {
    if really { Ok(1) } else { panic!("never") }
}

/// Documented.
#[derive(Debug)]
pub struct Server(Vec<u8>);

impl Server {
    #[tracked(limit = 1)]
    fn make() -> Result<Self, AcquireError> {
        Ok(Self(vec![1, 2]))
    }
    #[tracked(limit = 1)]
    fn borrow<'a>(&'a mut self) -> Result<&'a mut u8, AcquireError> {
        Ok(&mut self.0[0])
    }
    #[tracked(limit = 1)]
    async fn add(&mut self, more: &[u8]) -> Result<usize, AcquireError> {
        std::future::ready(()).await;
        self.0.extend(more);
        Ok(self.0.len())
    }
    #[tracked(limit = 1)]
    fn later(self: Box<Self>) -> impl Future<Output = Result<usize, AcquireError>> + Send {
        async move { Ok(self.0.len()) }
    }
    /// Documented.
    #[cfg(any())]
    #[tracked(limit = 1)]
    pub fn gone(&self) -> Result<NoSuchType, AcquireError> {
        Ok(NoSuchType)
    }
}

impl TryFrom<u8> for Server {
    type Error = AcquireError;
    #[tracked(kind = "try_from", limit = 1)]
    fn try_from(first: u8) -> Result<Self, Self::Error> {
        Ok(Server(vec![first]))
    }
}

macro_rules! made {
    ($name:ident, $limit:expr, $out:ty, $body:block) => {
        #[tracked(limit = $limit)]
        fn $name() -> Result<$out, AcquireError> $body
    };
}
made!(made, 1 + 1, u64, { Ok(u64::default()) });

#[expect(dead_code)]
#[tracked(limit = 1)]
fn unused() -> Result<(), AcquireError> {
    Ok(())
}

fn finish<F: Future + Send>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

fn main() -> Result<(), AcquireError> {
    assert_eq!(public(7)?, 0);
    assert_eq!(counted((1, 2), [4, 5, 6], 0)?, 8);
    // SAFETY: it only has the word before it.
    unsafe { not_safe()? };
    foreign()?;
    assert_eq!(r#loop(&[1, 2])?.count(), 2);
    assert!(nested()?);
    assert_eq!(never_returns(true)?, 1);
    let mut server = Server::make()?;
    *server.borrow()? += 1;
    assert_eq!(finish(server.add(&[3]))?, 3);
    assert_eq!(finish(Box::new(server).later())?, 3);
    assert_eq!(Server::try_from(1)?.0, [1]);
    assert_eq!(made()?, 0);
    Ok(())
}
