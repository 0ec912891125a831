//! What admission costs beside what people would otherwise use, and beside the core that admits at once.
//!
//! `cargo bench --bench admission` measures everything; `-- --quick` takes a look; `-- --only tokio` runs some cases.
//! The cases and the bounds in [`ratios`] are what the project is held to: they are not changed together with the code
//! that they measure.

mod budgets;
mod many;
mod ratios;
mod turns;

use harness::figures::Report;
use harness::{Options, rounds};

fn main() {
    let options = Options::from_args();
    let results = rounds::run(turns::cases().into_iter().chain(budgets::cases()).collect(), &options, || {});
    let (table, many) = many::measure(&options);
    for table in [results.table(), table] {
        if !table.is_empty() {
            println!("{table}");
        }
    }
    let ratios = ratios::RATIOS.iter().map(|ratio| ratio.evaluate(&results));
    print!("{}", Report::new(ratios.chain(many)));
}
