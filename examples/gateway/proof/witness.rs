//! Looks at the kernel's tables all the while, and remembers the most that it saw.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::sockets::{self, Socket};

/// Time between two looks.
const PERIOD: Duration = Duration::from_millis(200);

/// Watches how many connections to the backend this process has open. Clients cannot be watched like that: to the kernel,
/// one that is served and one that is being refused look alike.
pub(crate) struct Witness {
    /// Never sent to; dropping it ends the thread.
    stop: Sender<()>,
    thread: JoinHandle<io::Result<Seen>>,
}

/// What a [`Witness`] saw.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// The most connections to the backend at one moment.
    pub(crate) upstreams_max: usize,
    /// How many times the kernel told; 0 where it tells nothing.
    pub(crate) looks: usize,
}

impl Witness {
    /// Watches the connections between `gateway` and `backend` from now on.
    pub(crate) fn start(gateway: SocketAddr, backend: SocketAddr) -> Witness {
        let (stop, stopped) = mpsc::channel::<()>();
        // By both ports: a client may happen to have the backend's port on another machine.
        let is_upstream =
            move |socket: &&Socket| socket.remote_port == backend.port() && socket.local_port != gateway.port();
        let thread = thread::spawn(move || {
            let mut seen = Seen::default();
            while stopped.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                if let Some(open) = sockets::open()? {
                    seen.upstreams_max = seen.upstreams_max.max(open.iter().filter(is_upstream).count());
                    seen.looks += 1;
                }
            }
            Ok(seen)
        });
        Witness { stop, thread }
    }

    /// Ends the watch and tells what was seen.
    pub(crate) fn stop(self) -> io::Result<Seen> {
        drop(self.stop);
        self.thread.join().expect("watching does not panic")
    }
}
