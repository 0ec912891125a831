//! Gathers faults, so that all of them are told at once.

use quote::ToTokens;
use std::{fmt::Display, mem, thread};
use syn::Error;

/// The faults found so far.
///
/// They must be handed out by [`Faults::check`]; dropping them unchecked panics, because a fault that is found and not
/// told would let a wrong attribute pass.
pub(crate) struct Faults {
    found: Vec<Error>,
    checked: bool,
}

impl Faults {
    pub(crate) fn new() -> Self {
        Faults { found: Vec::new(), checked: false }
    }

    /// Adds a fault that is shown at `tokens`, from the first to the last.
    pub(crate) fn add(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.found.push(error);
    }

    /// All faults as one error, in the order in which they were found.
    pub(crate) fn check(mut self) -> Result<(), Error> {
        self.checked = true;
        let all = mem::take(&mut self.found).into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        all.map_or(Ok(()), Err)
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        if !self.checked && !thread::panicking() {
            panic!("faults were gathered and never checked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn all_faults_are_told_in_order() {
        let mut faults = Faults::new();
        faults.add(quote!(a), "first");
        faults.add(quote!(b), "second");
        let error = faults.check().unwrap_err();
        let told: Vec<_> = error.into_iter().map(|fault| fault.to_string()).collect();
        assert_eq!(told, ["first", "second"]);
    }

    #[test]
    fn no_fault_is_no_error() {
        assert!(Faults::new().check().is_ok());
    }

    #[test]
    #[should_panic(expected = "never checked")]
    fn unchecked_faults_panic() {
        drop(Faults::new());
    }
}
