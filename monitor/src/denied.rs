//! What a tracked function returns when its call is denied.

use crate::AcquireError;

/// What can say that a call was denied.
#[diagnostic::on_unimplemented(
    message = "a tracked function must be able to return a denial, and `{Self}` cannot",
    label = "needs `Result<_, E>` with `E: From<monitor::AcquireError>`",
    note = "a call that gets no place returns the denial; give the error type `impl From<monitor::AcquireError>` (thiserror: `#[from]`)"
)]
pub trait Denied {
    /// The denial, as what the function returns.
    fn denied(denial: AcquireError) -> Self;
}

// The compiler would tell of the bound below, and nothing of what is said above.
#[diagnostic::do_not_recommend]
impl<T, E: From<AcquireError>> Denied for Result<T, E> {
    #[inline]
    fn denied(denial: AcquireError) -> Self {
        Err(denial.into())
    }
}
