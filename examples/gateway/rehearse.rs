//! The gateway under a load of its own.

use std::io::{Error, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use crate::child::load::Figures;
use crate::child::{self, Child};
use crate::options::Rehearse;
use crate::report::live;
use crate::stage::Stage;

/// How much longer than it was told to last the load may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the load against the gateway; Ctrl-C cuts it short.
pub(crate) async fn run(options: &Rehearse) -> Result<ExitCode> {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut stage = Stage::set(any_port, options.metrics, options.leaks).await?;
    let args = [stage.gateway.address().to_string(), options.lasting.as_secs().to_string()];
    let mut load = Child::start(child::LOAD, &args)?;
    tokio::select! {
        done = play(&mut load, options.lasting, &mut stage) => done?,
        pressed = tokio::signal::ctrl_c() => {
            pressed?;
            println!("interrupted");
        }
    }
    load.kill().await?;
    stage.clear().await
}

/// Takes the load through its steps. It moves only when it is told to, so what is compared stands still.
async fn play(load: &mut Child, lasting: Duration, stage: &mut Stage) -> Result<()> {
    let patience = lasting + PATIENCE;
    let peak = tokio::select! {
        peak = load.report("peak", patience) => peak?,
        shown = live::show() => match shown? {},
    };
    println!("the load holds {peak} connections and waits");
    stage.settle("peak held").await?;

    load.order("half").await?;
    let half = load.report("half", PATIENCE).await?;
    println!("the load holds {half} connections and waits");
    stage.settle("half closed").await?;

    load.order("end").await?;
    let end = load.report("end", PATIENCE).await?;
    let figures = Figures::from_report(&end);
    stage.findings.load = Some(figures.ok_or_else(|| Error::other(format!("the load reported no figures: {end:?}")))?);
    Ok(())
}
