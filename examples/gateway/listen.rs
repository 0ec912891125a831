//! The gateway for whoever comes.

use std::future::pending;
use std::io::Result;
use std::process::ExitCode;
use std::time::Duration;

use tokio::time::sleep;

use crate::options::Listen;
use crate::report::live;
use crate::stage::Stage;

/// Serves until the time is over or Ctrl-C is pressed.
pub(crate) async fn run(options: &Listen) -> Result<ExitCode> {
    let stage = Stage::set(options.address, options.metrics, options.leaks).await?;
    println!("serving http://{} from a backend at http://{}", stage.gateway.address(), stage.backend_address);
    println!("a request may ask for time and size: /?ms=20&bytes=1000");
    tokio::select! {
        shown = live::show() => match shown? {},
        () = after(options.lasting) => {}
        pressed = tokio::signal::ctrl_c() => pressed?,
    }
    stage.clear().await
}

async fn after(lasting: Option<Duration>) {
    match lasting {
        Some(lasting) => sleep(lasting).await,
        None => pending().await,
    }
}
