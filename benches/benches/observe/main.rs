//! What being watched costs, beside those who do nothing but watch.
//!
//! `cargo bench --bench observe` measures everything; `-- --quick` takes a look; `-- --only prometheus` runs some cases. The bounds here and
//! in [`record`] are what the project is held to: they are not changed together with the code that they measure.

mod errors;
mod kinds;
mod record;
mod scrape;
mod watched;

use harness::figures::Report;
use harness::table::Table;
use harness::{Options, rounds};

fn main() {
    let options = Options::from_args();
    let mut figures = Vec::new();
    let mut table = Table::new(["case", "value"]);
    figures.push(watched::measure(&options, &mut table));
    figures.extend(scrape::measure(&options, &mut table));
    figures.extend(errors::measure(&options));
    let results = rounds::run(record::cases(), &options, || {});
    figures.push(record::RATIO.evaluate(&results));
    for table in [results.table(), table] {
        if !table.is_empty() {
            println!("{table}");
        }
    }
    print!("{}", Report::new(figures));
}
