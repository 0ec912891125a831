//! The table while the gateway runs.

use std::convert::Infallible;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use monitor::Monitor;
use tokio::time::interval;

const CURSOR_UP: &str = "\x1b[A";
const CLEAR_TO_END: &str = "\x1b[J";
/// Lines that are longer than the terminal is wide are cut, because one that is broken in two cannot be drawn over.
const WRAP_OFF: &str = "\x1b[?7l";
const WRAP_ON: &str = "\x1b[?7h";

/// Shows the global monitor until it is dropped: on a terminal as a table that is drawn over and over in one place, elsewhere
/// as a line for each kind and second.
pub(crate) async fn show() -> io::Result<Infallible> {
    let begun = Instant::now();
    if io::stdout().is_terminal() {
        let mut ticks = interval(Duration::from_millis(250));
        let mut drawn = 0;
        loop {
            ticks.tick().await;
            drawn = draw(drawn, begun)?;
        }
    }
    let mut ticks = interval(Duration::from_secs(1));
    loop {
        ticks.tick().await;
        print(begun)?;
    }
}

/// Draws the table over the `drawn` lines of the one before, and returns how many lines it has.
fn draw(drawn: usize, begun: Instant) -> io::Result<usize> {
    let table = format!("{} s\n{}\n", begun.elapsed().as_secs(), Monitor::global().snapshot());
    let up = CURSOR_UP.repeat(drawn);
    let mut terminal = io::stdout().lock();
    write!(terminal, "{up}{CLEAR_TO_END}{WRAP_OFF}{table}{WRAP_ON}")?;
    terminal.flush()?;
    Ok(table.lines().count())
}

fn print(begun: Instant) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (snapshot, seconds) = (Monitor::global().snapshot(), begun.elapsed().as_secs());
    for kind in snapshot.kinds {
        writeln!(out, "{seconds:>3} s  {kind}")?;
    }
    for budget in snapshot.budgets.iter().filter(|budget| budget.depth == 0) {
        writeln!(out, "{seconds:>3} s  {budget}")?;
    }
    Ok(())
}
