//! Without the runtime: a kind is what was declared, for those who ask, and registers nowhere.

/// What makes `$name` the declaration of the kind `$kind`.
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($name:ident, $kind:expr, $clock:expr, $weighs:literal, [$($within:expr)?]) => {
        impl $crate::__private::Declaration for $name {
            const KIND: &'static $crate::__private::Kind = $kind;
        }
    };
}
