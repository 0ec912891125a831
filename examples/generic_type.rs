//! How do I track a generic type, and write code for any tracked type?

use std::fmt::Debug;

use monitor::{AcquireError, Handle, Tracked, tracked};

/// One limit for all buffers, whatever they hold.
#[tracked(kind = "buffer", limit = 2)]
#[derive(Debug)]
struct Buffer<'a, T: Clone, const N: usize = 4> {
    head: &'a T,
    rest: [T; N],
}

/// Works for any tracked type.
fn hold_two<T: Tracked + Clone>(value: T) -> Result<(T::Handle, T::Handle), AcquireError> {
    Ok((value.clone().track()?, value.track()?))
}

/// Works for any handle: binds another value to the same place.
fn replace<H: Handle>(handle: H, change: impl FnOnce(H::Value) -> H::Value) -> H {
    let (value, permit) = H::into_parts(handle);
    permit.bind(change(value))
}

impl<T: Clone, const N: usize> Clone for Buffer<'_, T, N> {
    fn clone(&self) -> Self {
        Buffer { head: self.head, rest: self.rest.clone() }
    }
}

fn main() -> Result<(), AcquireError> {
    let head = 7_u8;
    let (one, two) = hold_two(Buffer { head: &head, rest: [1, 2, 3, 4] })?;

    // Another instance of the same item counts against the same limit.
    let text = String::from("text");
    assert!(Buffer::<String, 0> { head: &text, rest: [] }.track().is_err());

    drop(two);
    let id = BufferHandle::permit(&one).id();
    let one = replace(one, |buffer| Buffer { head: buffer.head, rest: [0; 4] });
    assert_eq!(BufferHandle::permit(&one).id(), id, "it is the same place");
    println!("one of {}: {one:?}", Buffer::<String>::account().limit());
    assert_eq!(format!("{one:?}"), "Buffer { head: 7, rest: [0, 0, 0, 0] }");
    assert_eq!(Buffer::<String>::account().live(), 1, "one account an item");
    Ok(())
}
