//! Quiet points: moments at which nothing opens or closes, so that two counts can be compared exactly.

use std::fmt;
use std::io;
use std::time::Duration;

use monitor::Monitor;
use tokio::time::{Instant, sleep};

use super::sockets::{self, Socket};

/// Equal readings in a row that make it quiet, and the time between them.
const READINGS: usize = 4;
const PERIOD: Duration = Duration::from_millis(100);

/// How long it may take to become quiet. Then what is there is compared all the same.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the kernel and the monitor said at a quiet point.
pub(crate) struct Quiet {
    name: &'static str,
    counts: Counts,
}

#[derive(PartialEq)]
struct Counts {
    /// The TCP sockets that the kernel shows for this process, less the listener; `None` where it shows none.
    sockets: Option<usize>,
    /// The live handles of each kind.
    live: Vec<(String, usize)>,
}

impl Quiet {
    /// Waits until both counts stand still, and keeps them. `apart`: the port of a server of the process that is not the gateway.
    pub(crate) async fn settle(name: &'static str, apart: Option<u16>) -> io::Result<Quiet> {
        let deadline = Instant::now() + PATIENCE;
        let mut counts = Counts::read(apart)?;
        let mut equal = 1;
        while equal < READINGS && Instant::now() < deadline {
            sleep(PERIOD).await;
            let next = Counts::read(apart)?;
            equal = if next == counts { equal + 1 } else { 1 };
            counts = next;
        }
        Ok(Quiet { name, counts })
    }

    /// Whether the kernel showed the sockets.
    pub(crate) fn was_compared(&self) -> bool {
        self.counts.sockets.is_some()
    }

    /// What is wrong at this point, if anything is.
    pub(crate) fn fault(&self) -> Option<String> {
        let sockets = self.counts.sockets?;
        let live = self.counts.live();
        (sockets != live).then(|| format!("{}: {sockets} sockets, but {live} live handles", self.name))
    }
}

impl Counts {
    fn read(apart: Option<u16>) -> io::Result<Counts> {
        let is_gateways = |socket: &&Socket| Some(socket.local_port) != apart;
        let sockets = sockets::open()?.map(|open| open.iter().filter(is_gateways).count());
        let live = Monitor::global().snapshot().kinds.into_iter().map(|kind| (kind.kind, kind.live)).collect();
        Ok(Counts { sockets, live })
    }

    fn live(&self) -> usize {
        self.live.iter().map(|(_, live)| live).sum()
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let live = self.counts.live();
        let kinds: Vec<String> = self.counts.live.iter().map(|(kind, live)| format!("{kind} {live}")).collect();
        write!(f, "{}: ", self.name)?;
        match self.counts.sockets {
            Some(sockets) => write!(f, "{sockets} sockets in the kernel, ")?,
            None => write!(f, "not compared with the kernel, which needs /proc; ")?,
        }
        write!(f, "{live} live handles ({})", kinds.join(", "))
    }
}
