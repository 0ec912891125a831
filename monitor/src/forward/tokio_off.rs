//! Without the feature.

#[doc(hidden)]
#[macro_export]
macro_rules! __needs_tokio {
    ($($written:tt)*) => {
        $crate::__private::core::compile_error!("to pass this on, turn on the feature `tokio` of `safety-monitor`");
    };
}

pub use crate::__needs_tokio as needs_tokio;
