//! How do two kinds share what there is, and one of them still always finds its minimum?

use monitor::{AcquireError, Monitor, Reason, Tracked, budget, tracked};

budget! { static SOCKETS: limit = 10 }

#[tracked(kind = "client", limit = 10, within = SOCKETS)]
struct Client;

/// However many clients come, four connections to the database can be opened.
#[tracked(kind = "database", limit = 8, within = SOCKETS, guarantee = 4)]
struct Database;

fn main() -> Result<(), AcquireError> {
    // Clients take all that is not guaranteed to others.
    let mut clients: Vec<_> = std::iter::from_fn(|| Client.track().ok()).collect();
    assert_eq!(clients.len(), 6);

    // The denial names the level that is full, and who uses most of it.
    let denied = Client::try_acquire().unwrap_err();
    println!("{denied}\n");
    assert_eq!((denied.reason(), denied.budget().as_deref()), (Reason::Ancestor, Some("sockets")));

    // What is guaranteed is there; what goes beyond it is shared.
    let mut connections = (0..4).map(|_| Database.track()).collect::<Result<Vec<_>, _>>()?;
    assert!(Database::try_acquire().is_err());
    clients.truncate(3);
    connections.extend((0..3).map(|_| Database.track()).collect::<Result<Vec<_>, _>>()?);
    assert_eq!((clients.len(), connections.len(), SOCKETS.budget().used()), (3, 7, 10));

    println!("{}", Monitor::global().snapshot());
    Ok(())
}
