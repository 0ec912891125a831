//! What happens at the limit, and who holds the places then?

use monitor::{Reason, Tracked, tracked};

#[tracked(kind = "connection", limit = 3)]
struct Connection;

fn main() -> Result<(), monitor::AcquireError> {
    let held: Vec<_> = (0..3).map(|_| Connection.track()).collect::<Result<_, _>>()?;

    // The fourth is denied at once. The error is one pointer and costs nothing to make.
    let denied = Connection::try_acquire().unwrap_err();
    assert_eq!(denied.reason(), Reason::Limit);

    // Printed, it says who holds the places now.
    let said = denied.to_string();
    println!("{said}");
    assert!(said.starts_with("connection limit reached: now 3 of 3 held, 3 of them from examples/limit_met.rs:9"));

    // A denial is exact: one place given back is one place that can be had.
    let mut held = held.into_iter();
    drop(held.next());
    let again = Connection::try_acquire()?;

    // Denials are counted, by reason.
    let figures = Connection::account().snapshot();
    assert_eq!(figures.denied.iter().find(|(reason, _)| *reason == Reason::Limit), Some(&(Reason::Limit, 1)));

    // The limit can be raised while the program runs, up to the kind's capacity.
    Connection::account().set_limit(4).expect("4 is below the capacity");
    let more = Connection::try_acquire()?;
    assert!(Connection::try_acquire().is_err());
    drop((again, more, held));
    Ok(())
}
