//! A case: one thing to measure, with the threads that it is measured on.

use crate::work::Work;

/// Which of the two measuring threads a piece of work is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// The main thread, which also runs alone.
    First,
    /// The thread that only runs beside the first one.
    Second,
}

/// One thing to measure. Its work is made on the thread that runs it, once, and kept for all rounds.
pub struct Case {
    pub(crate) name: &'static str,
    pub(crate) alone: bool,
    pub(crate) together: bool,
    pub(crate) make: Box<dyn Fn(Seat) -> Work + Send + Sync>,
}

impl Case {
    /// A case for one thread alone and for two threads at the same time.
    pub fn new(name: &'static str, make: impl Fn(Seat) -> Work + Send + Sync + 'static) -> Self {
        Case { name, alone: true, together: true, make: Box::new(make) }
    }

    /// A case that is only measured on one thread.
    pub fn alone(name: &'static str, make: impl Fn() -> Work + Send + Sync + 'static) -> Self {
        Case { together: false, ..Case::new(name, move |_| make()) }
    }

    /// A case that means nothing on one thread.
    pub fn together(name: &'static str, make: impl Fn(Seat) -> Work + Send + Sync + 'static) -> Self {
        Case { alone: false, ..Case::new(name, make) }
    }
}
