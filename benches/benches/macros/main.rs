//! What the attribute costs while it is compiled, beside `#[derive(Debug, Clone)]` on the same structs.
//!
//! `cargo bench --bench macros` writes three crates of 500 structs each, plain, derived and tracked, and compiles them in
//! interleaved rounds; `-- --quick` takes a look, without checks that find an earlier one's results; `-- --only build` runs one way
//! of compiling.

mod cargo;
mod crates;

use std::time::Duration;

use harness::Options;
use harness::figures::{Figure, Report};
use harness::progress::Progress;
use harness::samples::Samples;
use harness::table::{Table, decimals};

use crate::cargo::{Cargo, Way};
use crate::crates::{Dress, TYPES};

fn main() {
    let options = Options::from_args();
    let folder = crates::write();
    let cargo = Cargo::new(&folder);
    let ways: &[Way] = if options.quick { &[Way::Check, Way::Build] } else { &Way::ALL };
    let selected = ways.iter().copied().filter(|way| options.selects(way.name()));
    let mut measured: Vec<_> = selected.map(Measured::of).collect();
    run(&cargo, &mut measured, if options.quick { 3 } else { 15 });

    println!("{}", table(&measured));
    let over_derive = |way: Way| measured.iter().find(|measured| measured.way == way).and_then(Measured::over_derive);
    print!(
        "{}",
        Report::new([
            Figure::at_most(3.0, "macro.check.derive", over_derive(Way::Check)),
            Figure::told("macro.recheck.derive", over_derive(Way::Recheck)),
            Figure::told("macro.build.derive", over_derive(Way::Build)),
            Figure::at_most(15.0, "build.default.crates", Some(cargo::default_crates() as f64)),
        ])
    );
}

/// One way of compiling: a time in milliseconds for each round, of each crate.
struct Measured {
    way: Way,
    ms: [Samples; Dress::ALL.len()],
}

impl Measured {
    fn of(way: Way) -> Self {
        Measured { way, ms: Default::default() }
    }

    fn median(&self, dress: Dress) -> Option<f64> {
        self.ms[dress as usize].median()
    }

    /// What a dress adds to plain structs, in milliseconds.
    fn added(&self, dress: Dress) -> Option<f64> {
        Some(self.median(dress)? - self.median(Dress::Plain)?)
    }

    /// What the attribute adds, over what the derives add.
    fn over_derive(&self) -> Option<f64> {
        Some(self.added(Dress::Tracked)? / self.added(Dress::Derived)?)
    }
}

/// Each crate in each way, once a round; before the first, once without a clock, which builds what they depend on.
fn run(cargo: &Cargo, measured: &mut [Measured], rounds: u64) {
    let mut progress = Progress::start("round", rounds + 1);
    for round in 0..=rounds {
        for Measured { way, ms } in &mut *measured {
            for dress in Dress::ALL {
                let took: Duration = cargo.compile(*way, dress);
                if round > 0 {
                    ms[dress as usize].push(took.as_secs_f64() * 1e3);
                }
            }
        }
        progress.step();
    }
}

fn table(measured: &[Measured]) -> Table {
    let mut table = Table::new([&*format!("{TYPES} structs"), "ms", "p25", "ms over plain", "us a struct"]);
    for of_way in measured {
        for dress in Dress::ALL {
            let added = of_way.added(dress);
            table.row([
                format!("{}, {}", of_way.way.name(), dress.name()),
                decimals(of_way.median(dress)),
                decimals(of_way.ms[dress as usize].lower_quartile()),
                decimals(added),
                decimals(added.map(|ms| ms * 1e3 / TYPES as f64)),
            ]);
        }
    }
    table
}
