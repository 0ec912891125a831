//! With the runtime: a kind is a static that registers itself, and each thread has a word for it.

pub use monitor_runtime::private::{KindEntry, Local, inventory};
pub use std::thread::LocalKey;
pub use std::thread_local;

/// What makes `$name` the declaration of the kind `$kind`.
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($name:ident, $kind:expr, $clock:expr, $weighs:literal, []) => {
        $crate::__private::register!($name, $kind, $clock, $weighs, charges: $weighs);
    };
    ($name:ident, $kind:expr, $clock:expr, $weighs:literal, [$within:expr]) => {
        $crate::__private::register!($name, $kind, $clock, $weighs, charges: true);
    };
    ($name:ident, $kind:expr, $clock:expr, $weighs:literal, charges: $charges:literal) => {
        $crate::__private::thread_local! {
            static LOCAL: $crate::__private::Local = const { $crate::__private::Local::new() }
        }
        impl $crate::__private::Declaration for $name {
            const CLOCK: $crate::__private::ClockMode = $clock;
            const WEIGHS: bool = $weighs;
            const CHARGES: bool = $charges;
            const KIND: &'static $crate::__private::Kind = $kind;
            const LOCAL: &'static $crate::__private::LocalKey<$crate::__private::Local> = &LOCAL;
        }
        $crate::__private::inventory::submit! { $crate::__private::KindEntry($kind) }
    };
}
