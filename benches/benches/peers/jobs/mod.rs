//! What is measured in processes of their own: the memory of a process, and what would disturb the rounds.

mod kinds;
mod live;
mod many_kinds;
mod sweep;

use harness::Options;
use harness::figures::Figure;
use harness::progress::Progress;
use harness::table::Table;

/// A job: its name, and what the child that is started for it does.
const JOBS: [(&str, fn()); 4] = [
    (live::JOB, live::measure),
    (sweep::JOB, sweep::measure),
    (many_kinds::BUSY, many_kinds::measure_busy),
    (many_kinds::IDLE, many_kinds::measure_idle),
];

/// Does one job; this process is the child that was started for it.
pub(crate) fn run(job: &str) {
    let known = JOBS.iter().find(|(name, _)| *name == job);
    let (_, measure) = known.unwrap_or_else(|| panic!("no job is called {job:?}"));
    measure();
}

/// What the children found.
pub(crate) struct InChildren {
    pub(crate) table: Table,
    pub(crate) figures: Vec<Figure>,
}

/// Starts a child for each selected job, one after the other, and collects what they tell.
pub(crate) fn measure(options: &Options) -> InChildren {
    let figures_of = [live::figure, sweep::figure, many_kinds::figure];
    let mut progress = Progress::start("measurement in a child", figures_of.len() as u64);
    let mut table = Table::new(["in a process of its own", "value"]);
    let mut figures = Vec::new();
    for figure_of in figures_of {
        figures.push(figure_of(options, &mut table));
        progress.step();
    }
    InChildren { table, figures }
}
