//! How is one tenant kept from using up what all of them need?

use std::collections::HashMap;

use monitor::{Budget, Monitor, Reason, Tracked, budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(kind = "connection", limit = 80, within = NETWORK)]
struct Connection;

#[tracked(kind = "upload", limit = 40, within = NETWORK)]
struct Upload;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A quota is a budget that is made at run time: thousands of them are no burden, and what is dropped serves the next.
    let tenants: Vec<Budget> = (0..1_000).map(|id| NETWORK.budget().child(format!("tenant {id}"), 5)).collect();

    // The same accounts, used within the tenant's budget: all kinds together hold five.
    let connections = Connection::account().within(&tenants[7])?;
    let uploads = Upload::account().within(&tenants[7])?;
    let held = (0..3).map(|_| connections.track(Connection)).collect::<Result<Vec<_>, _>>()?;
    let more = (0..2).map(|_| uploads.track(Upload)).collect::<Result<Vec<_>, _>>()?;
    let denied = uploads.try_acquire().unwrap_err();
    assert_eq!((denied.reason(), denied.budget().as_deref()), (Reason::Quota, Some("tenant 7")));
    println!("{denied}\n");

    // The others do not notice.
    let other = Upload::account().within(&tenants[8])?.track(Upload)?;
    assert_eq!((tenants[7].used(), tenants[8].used(), NETWORK.budget().used()), (5, 1, 6));
    println!("{}", Monitor::global().snapshot());

    // Whom a request is for is known when it comes: one quota for each who is there, kept as long as somebody has it.
    let mut live: HashMap<&str, Budget> = HashMap::new();
    for tenant in ["ann", "bob", "ann"] {
        let quota = live.entry(tenant).or_insert_with(|| NETWORK.budget().child(tenant, 5));
        let _upload = Upload::account().within(quota)?.track(Upload)?;
    }
    assert_eq!(live.len(), 2);

    // More for a tenant that has paid for it.
    tenants[7].set_limit(20)?;
    let paid = uploads.track(Upload)?;
    drop((held, more, other, paid));
    Ok(())
}
