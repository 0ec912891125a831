//! Budgets: one roof over many kinds.

#![cfg(feature = "runtime")]

mod task;

use monitor::{Budget, Monitor, Reason, budget, tracked};
use task::Task;

budget! { static MACHINE: limit = 20 }
budget! { static NETWORK: limit = 10, within = MACHINE }

#[tracked(kind = "client", limit = 8, within = NETWORK)]
struct Client;

#[tracked(kind = "upstream", limit = 8, within = NETWORK, guarantee = 2)]
struct Upstream;

#[tracked(kind = "file", limit = 100, within = MACHINE)]
struct File;

#[test]
fn a_roof_holds_over_several_kinds_and_the_denial_names_it() {
    let monitor = Monitor::new();
    let (clients, upstreams) = (monitor.account::<Client>(), monitor.account::<Upstream>());
    let held: Vec<_> = (0..8).map(|_| clients.try_acquire().unwrap()).collect();
    assert_eq!(clients.try_acquire().unwrap_err().reason(), Reason::Limit);
    let two: Vec<_> = (0..2).map(|_| upstreams.try_acquire().unwrap()).collect();
    let denied = upstreams.try_acquire().unwrap_err();
    assert_eq!(denied.reason(), Reason::Ancestor);
    assert_eq!(denied.budget().as_deref(), Some("network"));
    let said = denied.to_string();
    assert!(
        said.starts_with(
            "upstream denied: its budget network is full: now 10 of 10 used, most by client 8, upstream 2"
        ),
        "{said}"
    );
    assert_eq!(monitor.budget(&NETWORK).used(), 10);
    assert_eq!(monitor.budget(&MACHINE).used(), 10);
    drop(held);
    assert_eq!(monitor.budget(&NETWORK).used(), 2);
    drop(upstreams.try_acquire().unwrap());
    drop(two);
    assert_eq!(monitor.budget(&NETWORK).used(), 0);
}

#[test]
fn a_guarantee_holds_whatever_the_siblings_do() {
    let monitor = Monitor::new();
    let (clients, upstreams) = (monitor.account::<Client>(), monitor.account::<Upstream>());
    clients.set_limit(100).unwrap();
    let held: Vec<_> = std::iter::from_fn(|| clients.try_acquire().ok()).collect();
    assert_eq!(held.len(), 8);
    let own: Vec<_> = std::iter::from_fn(|| upstreams.try_acquire().ok()).collect();
    assert_eq!(own.len(), 2);
    drop(held);
    let more: Vec<_> = std::iter::from_fn(|| upstreams.try_acquire().ok()).collect();
    assert_eq!(more.len(), 6);
}

#[test]
fn quotas() {
    let monitor = Monitor::new();
    let clients = monitor.account::<Client>();
    let network = monitor.budget(&NETWORK);
    let tenants: Vec<Budget> = (0..3).map(|n| network.child(format!("tenant {n}"), 3)).collect();
    let ann = clients.within(&tenants[0]).unwrap();
    let held: Vec<_> = (0..3).map(|_| ann.try_acquire().unwrap()).collect();
    let denied = ann.try_acquire().unwrap_err();
    assert_eq!((denied.reason(), denied.budget().as_deref()), (Reason::Quota, Some("tenant 0")));
    assert_eq!((tenants[0].used(), network.used(), clients.live()), (3, 3, 3));
    drop(clients.try_acquire().unwrap());
    let mut wait = Task::waiting(ann.acquire());
    drop(held);
    drop(wait.output().unwrap());
    assert_eq!((tenants[0].used(), network.used(), clients.live()), (0, 0, 0));
    // A budget of the machine is for all that is within the machine; one of the network is not for files.
    assert!(clients.within(&monitor.budget(&MACHINE).child("job", 1)).is_ok());
    let error = monitor.account::<File>().within(&tenants[0]).unwrap_err();
    assert!(error.to_string().starts_with("file is within machine, and tenant 0 was made within another"), "{error}");
}

#[test]
fn who_waits_for_a_budget_is_served_in_turn() {
    let monitor = Monitor::new();
    let (clients, upstreams) = (monitor.account::<Client>(), monitor.account::<Upstream>());
    let mut held: Vec<_> = (0..8).map(|_| clients.try_acquire().unwrap()).collect();
    let mut own: Vec<_> = (0..2).map(|_| upstreams.try_acquire().unwrap()).collect();
    clients.set_limit(20).unwrap();
    let mut waiting: Vec<_> = (0..4).map(|_| Task::waiting(clients.acquire())).collect();
    let mut others: Vec<_> = (0..4).map(|_| Task::waiting(upstreams.acquire())).collect();
    for round in 0..4 {
        drop(held.pop());
        assert!(waiting[round].is_woken() && !others[round].is_woken(), "{round}");
        drop(held.pop());
        assert!(others[round].is_woken(), "{round}");
        own.push(others[round].output().unwrap());
        held.insert(0, waiting[round].output().unwrap());
        if round < 3 {
            assert!(!waiting[round + 1].is_woken() && !others[round + 1].is_woken());
        }
    }
    drop((held, own));
    assert_eq!(monitor.budget(&NETWORK).used(), 0);
}
