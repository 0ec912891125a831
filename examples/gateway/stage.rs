//! What every run has: a backend, the gateway before it, a witness, and an end.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use monitor::Monitor;
use monitor::metrics::{Endpoint, Metrics};

use crate::child::{self, Child};
use crate::proof::quiet::Quiet;
use crate::proof::verdict::Findings;
use crate::proof::witness::Witness;
use crate::report::summary::Summary;
use crate::server::{Gateway, Leaks, NETWORK_MAX};

/// Open files that are needed: all sockets that the limits allow, and some for the process itself.
const FILES: u64 = (NETWORK_MAX + 64) as u64;

/// How long the backend may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A gateway at work.
pub(crate) struct Stage {
    pub(crate) gateway: Gateway,
    pub(crate) backend_address: SocketAddr,
    pub(crate) findings: Findings,
    leaks: Leaks,
    witness: Witness,
    backend: Child,
    /// Serves all figures until the end.
    endpoint: Option<Endpoint>,
}

impl Stage {
    /// Starts the backend, and the gateway before it at `address`; and serves all figures at `metrics`.
    pub(crate) async fn set(address: SocketAddr, metrics: Option<SocketAddr>, leaks: usize) -> Result<Stage> {
        allow_files()?;
        let endpoint = metrics.map(measure).transpose()?;
        let leaks = Leaks::new(leaks);
        let mut backend = Child::start(child::BACKEND, &[])?;
        let listening = backend.report("listening", PATIENCE).await?;
        let backend_address = listening.parse().map_err(Error::other)?;
        let gateway = Gateway::start(address, backend_address, leaks.clone())
            .await
            .map_err(|error| Error::new(error.kind(), format!("cannot listen on {address}: {error}")))?;
        let witness = Witness::start(gateway.address(), backend_address);
        let findings = Findings::default();
        Ok(Stage { gateway, backend_address, findings, leaks, witness, backend, endpoint })
    }

    /// Compares what is live with what the kernel shows, once both stand still.
    pub(crate) async fn settle(&mut self, point: &'static str) -> Result<()> {
        let apart = self.endpoint.as_ref().map(|endpoint| endpoint.address().port());
        self.findings.quiet.push(Quiet::settle(point, apart).await?);
        Ok(())
    }

    /// Closes the gateway, looks for the last time, and prints what was found out.
    pub(crate) async fn clear(mut self) -> Result<ExitCode> {
        self.gateway.close().await;
        self.settle("end").await?;
        self.findings.seen = self.witness.stop()?;
        self.backend.kill().await?;
        print!("{}", Summary::new(&self.findings, &self.leaks));
        Ok(if self.findings.faults().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Serves all figures of the gateway, whatever of its sockets are taken.
fn measure(address: SocketAddr) -> Result<Endpoint> {
    let endpoint = Metrics::start(&Monitor::global())?
        .serve(address)
        .map_err(|error| Error::new(error.kind(), format!("cannot serve metrics on {address}: {error}")))?;
    println!("figures at http://{}/metrics", endpoint.address());
    Ok(endpoint)
}

/// Raises the soft limit of open files as far as needed; the children inherit it.
fn allow_files() -> Result<()> {
    let allowed = rlimit::increase_nofile_limit(FILES)?;
    if allowed < FILES {
        let message = format!("{FILES} files may have to be open at once, and {allowed} are allowed (`ulimit -n`)");
        return Err(Error::other(message));
    }
    // Whatever the monitor has to say of it, and of the kinds, before anything goes wrong.
    eprint!("{}", monitor::self_check());
    Ok(())
}
