//! The parent, seen from a child.

use std::io::{self, BufRead, Write};
use std::process;
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What the parent orders.
pub(super) struct Orders(UnboundedReceiver<String>);

impl Orders {
    /// Listens to the parent from now on. When the parent has ended, this process ends too, whatever it is doing.
    pub(super) fn listen() -> Orders {
        let (heard, orders) = unbounded_channel();
        // A thread of its own, because reading the standard input cannot be cancelled.
        thread::spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                // Nobody waits for orders that come too late.
                let _ = heard.send(line);
            }
            process::exit(0);
        });
        // A terminal sends Ctrl-C to children as well; how they end is the parent's business.
        tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        Orders(orders)
    }

    /// Waits until the parent orders `word`; anything else is not for now.
    pub(super) async fn wait_for(&mut self, word: &str) {
        while self.0.recv().await.is_some_and(|order| order != word) {}
    }
}

/// Tells the parent something.
///
/// # Errors
/// The parent is gone.
pub(super) fn report(word: &str, what: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout(), "{word} {what}")
}
