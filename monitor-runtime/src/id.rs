//! What names an acquisition.

use std::fmt;

/// What names one use of one place, for as long as the process lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Id {
    /// The place's number in the process.
    pub(crate) number: u32,
    /// How often it had been given back before.
    pub(crate) generation: u64,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}.{}", self.number, self.generation)
    }
}
