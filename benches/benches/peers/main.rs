//! What Safety Monitor costs beside the crates that people would otherwise use, and beside two assemblies of them.
//!
//! `cargo bench --bench peers` measures everything; `-- --quick` takes a look; `-- --only tokio` runs some cases.
//! The cases and the bounds in [`ratios`] are what the project is held to: they are not changed together with the code
//! that they measure.

mod jobs;
mod ours;
mod ratios;
mod theirs;

use harness::figures::Report;
use harness::{Options, rounds};

fn main() {
    let options = Options::from_args();
    if let Some(job) = &options.job {
        jobs::run(job);
        return;
    }

    // First, because a child started after the rounds would be pinned to one core with its parent.
    let in_children = jobs::measure(&options);
    let recorder = theirs::recorder::install();
    let cases = [ours::cases(), theirs::cases()].into_iter().flatten().collect();
    let results = rounds::run(cases, &options, || recorder.run_upkeep());

    for table in [results.table(), in_children.table] {
        if !table.is_empty() {
            println!("{table}");
        }
    }
    let ratios = ratios::RATIOS.iter().map(|ratio| ratio.evaluate(&results));
    print!("{}", Report::new(ratios.chain(in_children.figures)));
}
