//! Without the feature.

#[doc(hidden)]
#[macro_export]
macro_rules! __needs_futures {
    ($($written:tt)*) => {
        $crate::__private::core::compile_error!("to pass this on, turn on the feature `futures` of `safety-monitor`");
    };
}

pub use crate::__needs_futures as needs_futures;
