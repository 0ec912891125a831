//! What the user's crate has in scope is not taken for ours, and ours not for the user's.

#![allow(non_upper_case_globals, dead_code)]

use monitor::{Tracked, tracked, tracked_type};
use std::io::{self, Read, Write};

static held: u8 = 0;
static this: u8 = 0;
static formatter: u8 = 0;
static buffer: u8 = 0;
static buffers: u8 = 0;
static context: u8 = 0;
static to: u8 = 0;
static amount: u8 = 0;
static value: u8 = 0;

/// Its methods come before ours, wherever it is in scope.
trait Everywhere: Sized {
    fn value(self) -> u8 {
        1
    }
    fn value_mut(self) -> u8 {
        1
    }
    fn permit(self) -> u8 {
        1
    }
    fn get_mut(self) -> u8 {
        1
    }
}
impl<T> Everywhere for T {}

#[tracked(limit = 1, forward(input: Read, output: Write))]
#[derive(Debug)]
struct Pipe {
    input: &'static [u8],
    output: Vec<u8>,
}

#[tracked(limit = 1, forward(Future))]
struct Ready(std::future::Ready<u8>);

impl Future for Ready {
    type Output = u8;
    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<u8> {
        std::pin::Pin::new(&mut self.0).poll(cx)
    }
}

tracked_type! {
    #[cfg(any())]
    type Gone = no::Such;
    limit = 1
}

tracked_type! {
    #[deprecated = "there are better ones"]
    #[doc(hidden)]
    type Old = Vec<u8>;
    limit = 1
}

fn main() -> io::Result<()> {
    let mut pipe = Pipe { input: b"in", output: Vec::new() }.track().unwrap();
    let mut read = String::new();
    pipe.read_to_string(&mut read)?;
    write!(pipe, "{}{}", 1, 2)?;
    assert_eq!((read.as_str(), pipe.output.as_slice()), ("in", b"12".as_slice()));
    assert!(PipeHandle::permit(&pipe).id().is_some());
    #[allow(deprecated)]
    let old = Old::try_acquire().unwrap().bind(vec![1].into());
    assert_eq!(old.len(), 1);
    Ok(())
}
