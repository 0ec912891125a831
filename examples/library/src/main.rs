//! What does a library pay whose user does not want the runtime?
//!
//! Run it alone, so that nobody turns the runtime on: `cargo run -p safety-monitor-example-library`.

use std::mem::{needs_drop, size_of};

use monitor::{AcquireError, Monitor, Permit, Tracked, tracked};

/// A library's type, with the limit that its author thinks right.
#[tracked(kind = "cursor", limit = 2)]
#[derive(Debug)]
struct Cursor {
    row: u64,
}

/// A library's function. It is the same with the runtime on.
fn open(row: u64) -> Result<CursorHandle, AcquireError> {
    Ok(Cursor::try_acquire()?.bind(Cursor { row }))
}

fn main() -> Result<(), AcquireError> {
    // A handle is its value, a permit is nothing, and so is a denial.
    assert_eq!(size_of::<CursorHandle>(), size_of::<Cursor>());
    assert_eq!(size_of::<Permit<Cursor>>(), 0);
    assert_eq!(size_of::<Result<CursorHandle, AcquireError>>(), size_of::<Cursor>());
    assert!(!needs_drop::<CursorHandle>());

    // Nothing is limited.
    let cursors = (0..3).map(open).collect::<Result<Vec<_>, _>>()?;
    assert_eq!(cursors.iter().map(|cursor| cursor.row).sum::<u64>(), 3);

    // Nothing is registered, counted or started; whoever asks is told so.
    assert!(monitor::kinds().is_empty());
    assert_eq!(Cursor::account().live(), 0);
    assert!(Monitor::global().snapshot().kinds.is_empty());

    // What was declared can still be read, and what was declared wrongly does not compile.
    assert_eq!(Cursor::account().kind().limit(), Some(2));
    println!("{:?} takes {} bytes, handle and value", cursors[2], size_of::<CursorHandle>());
    Ok(())
}
