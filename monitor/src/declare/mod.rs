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
pub use crate::{__declare as declare, __register as register};
pub use monitor_runtime::private::{Borrows, ClockMode, Counts, Declaration, DeclaredAt, Held, Kind, Order};

use crate::bounds::Bounds;

/// A kind of these bounds.
pub const fn kind(name: &'static str, bounds: Bounds, clock: ClockMode, declared_at: DeclaredAt) -> Kind {
    let kind = Kind::new(name, bounds.limit(), bounds.capacity(), clock, declared_at);
    match bounds.queue() {
        Some(queue) => kind.queueing(queue),
        None => kind,
    }
}

/// Declares the kind of one item: its static and, with the runtime, its thread-local word and its registration. The user's
/// expressions are evaluated first, where no name of ours but `$name` is in scope.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ($name:ident { kind: $kind:expr, bounds: $bounds:expr, clock: $clock:ident, counts: [$($counts:ident)?], order: [$($order:ident)?] }) => {
        #[allow(non_upper_case_globals, reason = "it has the name of its type")]
        static $name: $crate::__private::Kind = $crate::__private::kind(
            $kind,
            $bounds,
            $crate::__private::ClockMode::$clock,
            $crate::__private::DeclaredAt::new(
                $crate::__private::core::module_path!(),
                $crate::__private::core::file!(),
                $crate::__private::core::line!(),
                $crate::__private::core::column!(),
            ),
        )
        $(.counting($crate::__private::Counts::$counts))?
        $(.serving($crate::__private::Order::$order))?;
        const _: () = {
            $crate::__private::register!($name, &$name, $crate::__private::ClockMode::$clock);
        };
    };
}
