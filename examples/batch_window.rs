//! How does a nightly batch surely get its connections, without holding them all day?

use std::thread;
use std::time::Duration;

use monitor::{Monitor, Tracked, tracked};

#[tracked(kind = "connection", limit = 10)]
struct Connection {
    row: u32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let daily = (0..4).map(|row| Connection { row }.track()).collect::<Result<Vec<_>, _>>()?;

    // All six or none, and nobody else's from now on; what is not used within a minute is free again.
    let window = Connection::account().reserve(6).lasting(Duration::from_secs(60))?;
    assert!(Connection::try_acquire().is_err());
    println!("{}\n", Monitor::global().snapshot());

    // The batch's threads take them as they need them.
    let rows = thread::scope(|scope| {
        let workers: Vec<_> = (0..6)
            .map(|row| {
                let window = &window;
                scope.spawn(move || window.try_acquire().map(|place| place.bind(Connection { row }).row))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("it does not panic")).collect::<Result<Vec<_>, _>>()
    })?;
    assert_eq!(rows, [0, 1, 2, 3, 4, 5]);
    assert_eq!((window.left(), window.try_acquire().unwrap_err().is_over()), (0, false));

    // One that is given up early is free at once.
    let window = Connection::account().reserve(6).lasting(Duration::from_secs(60))?;
    window.cancel();
    let evening = (0..6).map(|row| Connection { row }.track()).collect::<Result<Vec<_>, _>>()?;
    drop((daily, evening));
    Ok(())
}
