//! What the attribute writes for the kind of one item.
//!
//! What compiles without the runtime compiles with it. So a handle is dropped in the compiler's eyes also where it has nothing to drop:
//!
//! ```compile_fail,E0502
//! use monitor::{Tracked, tracked};
//!
//! #[tracked(limit = 1)]
//! struct Name<'a>(&'a mut String);
//!
//! let mut name = String::new();
//! let handle = Name(&mut name).track()?;
//! println!("{name}");
//! # Ok::<(), monitor::AcquireError>(())
//! ```

#[cfg(not(feature = "runtime"))]
mod off;
#[cfg(feature = "runtime")]
mod on;

#[cfg(feature = "runtime")]
pub use self::on::*;
pub use crate::{__declare as declare, __declared_at as declared_at, __register as register, __written as written};
pub use monitor_runtime::BudgetKind;
pub use monitor_runtime::private::{Borrows, ClockMode, Counts, Declaration, DeclaredAt, Held, Kind, Order};

use crate::bounds::{self, Bounds};

/// A kind of these bounds.
pub const fn kind(name: &'static str, bounds: Bounds, clock: ClockMode, declared_at: DeclaredAt) -> Kind {
    let kind = Kind::new(name, bounds.limit(), bounds.capacity(), clock, declared_at);
    match bounds.queue() {
        Some(queue) => kind.queueing(queue),
        None => kind,
    }
}

/// The same with a guarantee, which is compared with its limit and its budget's.
#[track_caller]
pub const fn guaranteed(kind: Kind, guarantee: usize) -> Kind {
    kind.guaranteeing(bounds::guarantee(guarantee))
}

/// A budget of this limit.
pub const fn budget(name: &'static str, limit: u64, declared_at: DeclaredAt) -> BudgetKind {
    BudgetKind::new(name, limit, declared_at)
}

/// Where in the user's source this is expanded.
#[doc(hidden)]
#[macro_export]
macro_rules! __declared_at {
    () => {
        $crate::__private::DeclaredAt::new(
            $crate::__private::core::module_path!(),
            $crate::__private::core::file!(),
            $crate::__private::core::line!(),
            $crate::__private::core::column!(),
        )
    };
}

/// Declares the kind of one item: its static and, with the runtime, its thread-local word and its registration. The user's
/// expressions are evaluated first, where no name of ours but `$name` is in scope. What is guaranteed is an expression of the kind so
/// far, `$kind`, so that a guarantee that cannot be is shown where the user wrote it.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ($name:ident {
        kind: $called:expr, bounds: $bounds:expr, clock: $clock:ident, counts: [$($counts:ident)?], order: [$($order:ident)?],
        units: [$($units:expr)?], within: [$($within:expr)?], guarantee: [$($kind:ident => $guaranteed:expr)?],
        weighs: $weighs:literal
    }) => {
        #[allow(non_upper_case_globals, reason = "it has the name of its type")]
        static $name: $crate::__private::Kind = {
            let __monitor_kind = $crate::__private::kind(
                $called,
                $bounds,
                $crate::__private::ClockMode::$clock,
                $crate::__private::declared_at!(),
            )
            $(.counting($crate::__private::Counts::$counts))?
            $(.serving($crate::__private::Order::$order))?
            $(.weighing($units))?
            $(.charging($within))?;
            $(
                let $kind = __monitor_kind;
                let __monitor_kind = $guaranteed;
            )?
            __monitor_kind
        };
        const _: () = {
            $crate::__private::register!($name, &$name, $crate::__private::ClockMode::$clock, $weighs, [$($within)?]);
        };
    };
}

/// What is in it. Where the path to here is wrong, that is told once, and not for every name in there.
#[doc(hidden)]
#[macro_export]
macro_rules! __written {
    ($($written:tt)*) => { $($written)* };
}
