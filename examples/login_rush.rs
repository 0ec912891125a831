//! How do I let the important in first, and nobody wait too long?

use std::time::Duration;

use monitor::{AcquireError, Monitor, Priority, Reason, Tracked, tracked};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The database bears four at a time, and at most 64 more may wait.
#[tracked(kind = "session", limit = 4, queue = 64)]
struct Session;

/// Whoever has paid goes before whoever has not; yet nobody is passed over more than 16 times.
async fn log_in(has_paid: bool) -> Result<bool, AcquireError> {
    let priority = if has_paid { Priority::High } else { Priority::Normal };
    let _session = Session::acquire().priority(priority).timeout(Duration::from_secs(10)).await?.bind(Session);
    sleep(Duration::from_millis(2)).await;
    Ok(has_paid)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), AcquireError> {
    // At nine o'clock all come at once: those who have not paid are first at the door.
    let mut rush = JoinSet::new();
    for visitor in 0..60 {
        rush.spawn(log_in(visitor >= 40));
    }
    let mut order = Vec::new();
    while let Some(done) = rush.join_next().await {
        order.push(done.expect("nobody panics")?);
    }
    let paid_in = |half: &[bool]| half.iter().filter(|has_paid| **has_paid).count();
    println!("{} of the first 30 and {} of the last 30 had paid", paid_in(&order[..30]), paid_in(&order[30..]));
    assert!(paid_in(&order[..30]) > 15);

    // When the queue is full, the next is told at once; and who waits too long is told, too.
    let held: Vec<_> = (0..4).map(|_| Session::try_acquire()).collect::<Result<_, _>>()?;
    let late = Session::acquire().timeout(Duration::from_millis(20)).await.unwrap_err();
    assert_eq!(late.reason(), Reason::Timeout);
    println!("{late}");
    drop(held);

    println!("{}", Monitor::global().snapshot());
    Ok(())
}
