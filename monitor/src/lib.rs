//! Turns a Rust type into a *tracked resource* with one attribute: its limit is declared at compile time and enforced exactly
//! for a few nanoseconds, and everything about its live instances can be asked.
//!
//! For anything that is finite, must be given back, and pages someone at night when it is not: sockets, files, buffers,
//! connections, tasks.
//!
#![cfg_attr(feature = "runtime", doc = "```")]
#![cfg_attr(not(feature = "runtime"), doc = "```no_run")]
//! use monitor::{Monitor, Tracked, tracked};
//!
//! #[tracked(kind = "client", limit = 2)]
//! struct Client {
//!     name: &'static str,
//! }
//!
//! // A value and its place; dropping it gives the place back.
//! let ann = Client { name: "ann" }.track()?;
//! assert_eq!(ann.name, "ann");
//!
//! // The place first, then what it is for: what cannot be held is never opened.
//! let place = Client::try_acquire()?;
//! let bob = place.bind(Client { name: "bob" });
//!
//! // The limit is exact, and a denial says who holds the places.
//! let denied = Client::try_acquire().unwrap_err();
//! assert!(denied.to_string().starts_with("client limit reached: now 2 of 2 held, 1 of them from "));
//!
//! // All of it can be asked.
//! assert_eq!(Client::account().live(), 2);
//! println!("{}", Monitor::global().snapshot());
//! # drop((ann, bob));
//! # Ok::<(), monitor::AcquireError>(())
//! ```
//!
//! # What to look at first
//!
//! - [`macro@tracked`] and its options; [`Tracked`], which it implements: `try_acquire`, `track`, `account`.
//! - [`budget!`]: one limit over several kinds, and what is guaranteed to each; [`Budget`]: quotas that are made at run time. [`Weighed`]: limits
//!   on what values weigh. [`Account::reserve`]: places held in advance.
//! - [`Tracked::acquire`], to wait: with a deadline, by priority. [`Account::drain`], to wait for the last.
//! - [`Permit`], the right to hold a value, and the generated handle, a value with its permit.
//! - [`Account`]: one type in one monitor: limit, live handles, figures. [`Monitor`]: more than one, for tenants and tests;
//!   [`Clock::simulated`](clock::Clock::simulated): time that a test moves.
//! - [`Snapshot`]: all figures, as a table or as data. Limits from files and the environment: the feature `config`.
//!
//! # Features
//!
#![doc = include_str!("../docs/features.md")]
#![forbid(unsafe_code)]

/// Makes a struct or an enum a tracked resource: implements [`Tracked`] for it and writes its handle. On a [function](#functions), the
/// calls in flight are the resource.
///
#[cfg_attr(feature = "runtime", doc = "```")]
#[cfg_attr(not(feature = "runtime"), doc = "```no_run")]
/// use monitor::{Tracked, tracked};
///
/// const MAX_BUFFERS: usize = 8;
///
/// #[tracked(kind = "buffer", limit = 4 * MAX_BUFFERS, handle = Buf, clock = "exact")]
/// pub struct Buffer<'a, T: Clone> {
///     pub data: &'a [T],
/// }
///
/// let handle: Buf<'_, u8> = Buffer { data: b"abc" }.track()?;
/// assert_eq!(handle.data.len(), 3);                           // the value's own fields and methods, through `Deref`
/// assert!(Buf::permit(&handle).age().is_some());              // the place's, by associated functions
/// let (buffer, permit) = Buf::into_parts(handle);             // the value for something else, the place still held
/// let again = permit.bind(Buffer { data: &buffer.data[1..] });
/// assert_eq!(Buffer::<u8>::account().live(), 1);              // one account an item, whatever its parameters
/// # drop(again);
/// # Ok::<(), monitor::AcquireError>(())
/// ```
///
/// | option | what it says | if it is left out |
/// |---|---|---|
/// | `kind = "client"` | the name that people see | the item's name in snake case |
/// | `limit = 64` | how many may be live; any constant expression | the capacity; mostly it is only counted |
/// | `limit = "64 MiB"` | with `weight`: how much all live values may weigh together, in bytes (`B`, `KiB`, `MiB`, `GiB`, `kB`, `MB`, `GB`), or without quotes in units of yours | |
/// | `weight = Buffer::bytes` | what a value weighs, as a function from `&Buffer` to `usize`: implements [`Weighed`]. Place first: `Buffer::try_acquire_units(bytes)`, since a bare `try_acquire` is one unit | a limit counts handles |
/// | `within = NETWORK` | the [`budget!`] that each handle, or what it weighs, is charged to as well | none |
/// | `guarantee = 8` | how much of that budget is its own, whatever others do; with `weight` also an amount | nothing |
/// | `capacity = 1024` | how far the limit can be raised at run time, at most 67,108,800 | the larger of 1,048,576 and the limit |
/// | `handle = Name` | the handle's name | the item's name and `Handle` |
/// | `clock = "tick"` | how handles are stamped: `"tick"` (1 ms ticks; some handles exactly), `"exact"` (about 20 ns more), `"none"` | `"tick"` |
/// | `transparent` | the handle derefs to the struct's only field | to the struct |
/// | `forward(Read, Write)` | the handle passes these traits on, to what it derefs to or, as in `forward(stream: AsyncRead + AsyncWrite)`, to a field | none |
/// | `counts = "fds"` | each handle is a file descriptor: [`self_check`] compares the limits with what the process may have | nothing |
/// | `queue = 128` | how many may wait for a place | 65,536 |
/// | `order = "lifo"` | who is next among those who wait with one priority: the last who came | the first: `"fifo"` |
/// | `on_limit = "wait 250ms"` | for functions: a call over the limit waits, for so long at most (`us`, `ms`, `s`, `min`; without a time, as long as it takes) | it returns at once: `"deny"` |
/// | `crate = path` | where this crate is, if it was renamed or re-exported | `::monitor` |
///
/// What can be forwarded: `Display`, `Read`, `Write`, `Seek`, `BufRead`, `Iterator`, `DoubleEndedIterator`, `ExactSizeIterator`, `Future`,
/// `AsFd`, `AsRawFd`, `AsSocket`, `AsRawSocket`; with the feature `tokio` its `AsyncRead`, `AsyncWrite`, `AsyncBufRead` and `AsyncSeek`;
/// with the feature `futures` its `Stream`. What is taken pinned must be `Unpin`.
///
/// The handle derefs to the value, is `Debug` where the value is, and is a type of your own: implement on it
/// what you like. It is dropped value first, then the place is given back, also when the value's drop panics.
///
/// A kind with a capacity of at most 62 is faster when several threads fight for its last places. Methods of one name are best given a
/// `kind` each: kinds of one name are told apart by their modules, and within one by their lines.
///
/// # Functions
///
/// On a function, a method or an `async fn`, each call in flight is a resource: a bulkhead. A call over the limit returns the
/// denial at once, as what the function's error type makes `From` an [`AcquireError`]; or, with `on_limit = "wait"`, waits: in a
/// function that is not `async`, on its thread. The call of an `async fn`, or of a function
/// that ends in an `async` block, begins when its future is first polled, and ends when that is done or dropped. The site is the
/// function's line; with `#[track_caller]` on a function that is not `async` and ends in no `async` block, its caller's. What a call was
/// given as arguments is dropped after its place is given back: what must not outlive it is better moved into a variable.
///
#[cfg_attr(feature = "runtime", doc = "```")]
#[cfg_attr(not(feature = "runtime"), doc = "```no_run")]
/// use monitor::{AcquireError, tracked};
///
/// #[tracked(kind = "fibonacci", limit = 3)]
/// fn fibonacci(n: u32) -> Result<u32, AcquireError> {
///     if n < 2 { Ok(n) } else { Ok(fibonacci(n - 1)? + fibonacci(n - 2)?) }
/// }
///
/// assert_eq!(fibonacci(3)?, 2);
/// assert!(fibonacci(4).is_err());                             // four calls would be in flight
/// # Ok::<(), AcquireError>(())
/// ```
pub use monitor_macros::tracked;

/// Makes a type of another crate a tracked resource, as a type of its own: `#[tracked(transparent)]` on a tuple struct of it, and
/// `From`, so that binding takes an `into`. It takes all options of [`macro@tracked`] but `transparent`. A `weight` is given the new type:
/// `fn weight(file: &LogFile) -> usize`, whose only field is the other.
///
#[cfg_attr(feature = "runtime", doc = "```")]
#[cfg_attr(not(feature = "runtime"), doc = "```no_run")]
/// use monitor::{Tracked, tracked_type};
/// use std::io::Write;
///
/// tracked_type! {
///     /// At most 32 files of the log are open.
///     pub type LogFile = std::fs::File;
///     kind = "log_file", limit = 32, forward(Write)
/// }
///
/// # let path = std::env::temp_dir().join(format!("monitor-log-{}", std::process::id()));
/// let mut log: LogFileHandle = LogFile::try_acquire()?.bind(std::fs::File::create(&path)?.into());
/// writeln!(log, "hello")?;
/// assert_eq!(log.metadata()?.len(), 6);                       // the `File`'s own methods, through `Deref`
/// let file: std::fs::File = LogFileHandle::into_inner(log).0;
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use monitor_macros::tracked_type;

/// Declares a budget: one roof over several kinds, and over other budgets. Whatever is acquired of a kind that is `within` a budget is
/// charged to it and to all budgets above it, or is denied and charged to none.
///
#[cfg_attr(feature = "runtime", doc = "```")]
#[cfg_attr(not(feature = "runtime"), doc = "```no_run")]
/// use monitor::{Tracked, budget, tracked};
///
/// budget! {
///     /// All that leaves the process.
///     pub static NETWORK: limit = 10;
///     /// A part of it.
///     static UPSTREAM: limit = 8, within = NETWORK, guarantee = 2
/// }
///
/// #[tracked(limit = 10, within = NETWORK)]
/// struct Client;
///
/// #[tracked(limit = 8, within = UPSTREAM)]
/// struct Peer;
///
/// let clients: Vec<_> = std::iter::from_fn(|| Client.track().ok()).collect();
/// assert_eq!(clients.len(), 8);                               // under their own limit: two of the budget are guaranteed to others
/// let peers = (Peer.track()?, Peer.track()?);
/// assert!(Peer.track().is_err());
/// assert_eq!((NETWORK.budget().used(), UPSTREAM.budget().used()), (10, 2));
/// # drop((clients, peers));
/// # Ok::<(), monitor::AcquireError>(())
/// ```
///
/// | option | what it says | if it is left out |
/// |---|---|---|
/// | `limit = 1_000` | how much may be held within it, in units: one for each handle, or what it weighs; any constant expression, or an amount: `"64 MiB"` | it must be said |
/// | `within = MACHINE` | the budget that it is a part of, at most 16 deep | none |
/// | `guarantee = 8` | how much of that is its own, whatever others do | nothing |
/// | `name = "network"` | the name that people see | the static's name in small letters |
/// | `crate = path` | where this crate is, if it was renamed or re-exported | `::monitor` |
///
/// The static is a [`BudgetKind`]; [`BudgetKind::budget`] is what is in force of it in a monitor. A guarantee that is larger than a
/// limit, and budgets within each other, do not compile.
pub use monitor_macros::budget;

mod bounds;
mod declare;
mod denied;
mod forward;
#[cfg(all(doc, feature = "runtime"))]
pub mod migrate;

/// ```
/// use monitor::config::Config;
/// use monitor::{Monitor, Tracked, tracked};
///
/// #[tracked(kind = "worker", limit = 64)]
/// struct Worker;
///
/// # let path = std::env::temp_dir().join(format!("monitor-doc-{}.toml", std::process::id()));
/// # let path = path.to_str().unwrap();
/// std::fs::write(path, "kind.worker.limit = 128")?;
/// let watch = Config::new().file(path).environment("GATEWAY_").watch(|outcome| match outcome {
///     Ok(changed) => eprintln!("{changed}"),
///     Err(refused) => eprintln!("{refused}"),
/// })?;
/// assert_eq!(Worker::account().limit(), 128);
/// println!("{}", Monitor::global().snapshot().settings());
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "config")]
pub use monitor_runtime::config;
#[cfg(feature = "export")]
pub use monitor_runtime::export;
/// ```
/// use monitor::metrics::{Format, Metrics};
/// use monitor::{Monitor, Tracked, tracked};
///
/// #[tracked(kind = "stream", limit = 64)]
/// struct Stream;
///
/// let metrics = Metrics::start(&Monitor::global())?;
/// let stream = Stream.track()?;
/// let text = metrics.text(Format::Prometheus);
/// assert!(text.contains("monitor_live{kind=\"stream\"} 1\n"));
/// # drop(stream);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is measured
///
#[doc = include_str!("../docs/metrics.md")]
#[cfg(feature = "metrics")]
pub use monitor_runtime::metrics;
#[cfg(feature = "pattern")]
pub use monitor_runtime::pattern;
pub use monitor_runtime::{
    Account, Acquire, AcquireError, Acquiring, Bin, Budget, BudgetError, BudgetKind, BudgetSnapshot, CollectorSnapshot,
    Counts, DeclaredAt, Drain, DrainError, Draining, Handle, Histogram, Holder, Holders, Id, Iter, Kind, KindSnapshot,
    LimitError, Live, Measuring, Monitor, Older, Permit, Priority, Rate, Reason, Reservation, ReservationError,
    Reserve, Scope, SelfCheck, Setting, Settings, ShrinkError, SiteCounts, SiteSnapshot, Snapshot, Source, Tracked,
    Warning, Weighed, WithinError, background, budgets, clock, kinds, register, self_check,
};

/// Checks that the kinds of these types are registered; for the start of a program. Types, not names: what is misspelled does not
/// compile, and what is named is linked.
///
/// # Panics
/// Some are not: the linker has left their registration out. The message names them. [`register`] mends it.
///
/// ```
/// use monitor::tracked;
///
/// #[tracked(kind = "client", limit = 64)]
/// struct Client;
///
/// monitor::expect_kinds!(Client);
/// ```
#[macro_export]
macro_rules! expect_kinds {
    ($($tracked:ty),+ $(,)?) => {
        $crate::__private::expect(&[$($crate::__private::kind_of::<$tracked>()),+])
    };
}

/// Only for what the attribute writes.
#[doc(hidden)]
pub mod __private {
    pub use crate::bounds::{
        Bounds, UNBOUNDED, capacity, check_guarantee, check_within, guarantee, limit, queue, units,
    };
    pub use crate::declare::*;
    pub use crate::denied::Denied;
    pub use crate::forward::*;
    pub use ::core;
    pub use ::std;
    pub use monitor_runtime::private::{Call, Calling, UNITS_MAX, call, call_blocking, call_waiting, expect, kind_of};
    pub use monitor_runtime::{Handle, Permit, Tracked, Weighed};
}
