//! How is a limit changed at three in the morning, without a build and without a restart?

use std::sync::mpsc::channel;
use std::{env, fs, process};

use monitor::config::Config;
use monitor::{Monitor, Tracked, tracked};

#[tracked(kind = "client", limit = 64)]
struct Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::temp_dir().join(format!("limits-{}.toml", process::id()));
    fs::write(&path, "[kind.client]\nlimit = 2\n")?;

    // The attribute's 64 gives way to the file, and that would give way to a variable such as GATEWAY_CLIENT_LIMIT.
    let config = Config::new().file(&path).environment("GATEWAY_");
    let (tell, told) = channel();
    let watch = config.watch(move |outcome| {
        // Where a service would write to its log.
        match &outcome {
            Ok(changed) => println!("{changed}\n"),
            Err(refused) => println!("{refused}\n"),
        }
        tell.send(outcome).expect("main is there");
    })?;
    let held = [Client.track()?, Client.track()?];
    assert!(Client::try_acquire().is_err());

    // An operator raises the limit.
    fs::write(&path, "[kind.client]\nlimit = 3\n")?;
    told.recv()??;
    let third = Client.track()?;

    // And mistypes it: nothing is changed, and the fault has its line.
    fs::write(&path, "[kind.client]\n\nlimit = 3o\n")?;
    let refused = told.recv()?.unwrap_err();
    assert!(refused.faults()[0].place().ends_with(".toml:3"));
    assert_eq!(Client::account().limit(), 3);

    // What is in force, and where it comes from.
    let settings = Monitor::global().snapshot().settings();
    println!("{settings}");
    assert!(settings.to_string().contains(".toml:2"));

    drop((held, third, watch));
    fs::remove_file(&path)?;
    Ok(())
}
