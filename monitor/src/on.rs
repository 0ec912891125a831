//! With the runtime: everything is the runtime's own.

pub(crate) mod api {
    pub use monitor_runtime::{
        Account, AcquireError, DeclaredAt, Handle, Holder, Holders, Id, Iter, Kind, KindSnapshot, Lifetimes,
        LimitError, Live, Monitor, Permit, Reason, Scope, SiteSnapshot, Snapshot, Tracked, background, clock, kinds,
    };
}

pub(crate) mod private {
    pub use monitor_runtime::private::{ClockMode, Declaration, DeclaredAt, Held, Kind, KindEntry, Local, inventory};
    pub use std::thread::LocalKey;
    pub use std::thread_local;

    pub use crate::__declare as declare;

    /// A kind of these bounds.
    pub const fn kind(
        name: &'static str,
        bounds: crate::bounds::Bounds,
        clock: ClockMode,
        declared_at: DeclaredAt,
    ) -> Kind {
        Kind::new(name, bounds.limit(), bounds.capacity(), clock, declared_at)
    }

    /// Declares the kind of one item: its static, its thread-local word, its registration. The user's expressions are evaluated
    /// first, where no name of ours but `$name` is in scope.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __declare {
        ($name:ident { kind: $kind:expr, bounds: $bounds:expr, clock: $clock:ident }) => {
            #[allow(non_upper_case_globals, reason = "it has the name of its type")]
            static $name: $crate::__private::Kind = $crate::__private::kind(
                $kind,
                $bounds,
                $crate::__private::ClockMode::$clock,
                $crate::__private::DeclaredAt {
                    module: $crate::__private::core::module_path!(),
                    file: $crate::__private::core::file!(),
                    line: $crate::__private::core::line!(),
                    column: $crate::__private::core::column!(),
                },
            );
            const _: () = {
                $crate::__private::thread_local! {
                    static LOCAL: $crate::__private::Local = const { $crate::__private::Local::new() }
                }
                impl $crate::__private::Declaration for $name {
                    const CLOCK: $crate::__private::ClockMode = $crate::__private::ClockMode::$clock;
                    const KIND: &'static $crate::__private::Kind = &$name;
                    const LOCAL: &'static $crate::__private::LocalKey<$crate::__private::Local> = &LOCAL;
                }
                $crate::__private::inventory::submit! { $crate::__private::KindEntry(&$name) }
            };
        };
    }
}
