//! What the cases took.

use crate::samples::Samples;
use crate::table::{Table, decimals};

/// What one case took, in nanoseconds for each repetition.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) alone: Samples,
    pub(crate) together: Samples,
}

/// What all cases took. Those that were not selected are there too, without samples.
pub struct Results(pub(crate) Vec<Measured>);

impl Results {
    /// The times of a case on one thread.
    ///
    /// # Panics
    /// When no case has that name: a figure must not go missing because of a slip of the pen.
    pub fn alone(&self, name: &str) -> &Samples {
        &self.of(name).alone
    }

    /// The times of a case on two threads at once, each time that of the slower thread.
    ///
    /// # Panics
    /// When no case has that name.
    pub fn together(&self, name: &str) -> &Samples {
        &self.of(name).together
    }

    /// The times of all cases that ran, for people.
    pub fn table(&self) -> Table {
        let mut table = Table::new(["case", "ns, 1 thread", "p25", "ns, 2 threads"]);
        for case in &self.0 {
            let alone = case.alone.median();
            let together = case.together.median();
            if alone.is_none() && together.is_none() {
                continue;
            }
            let quiet = case.alone.lower_quartile();
            table.row([case.name.to_owned(), decimals(alone), decimals(quiet), decimals(together)]);
        }
        table
    }

    fn of(&self, name: &str) -> &Measured {
        self.0.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case is called {name:?}"))
    }
}
