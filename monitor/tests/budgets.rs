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
    monitor.budget(&NETWORK).set_limit(11).unwrap();
    let held: Vec<_> = (0..8).map(|_| clients.try_acquire().unwrap()).collect();
    assert_eq!(clients.try_acquire().unwrap_err().reason(), Reason::Limit);
    let three: Vec<_> = (0..3).map(|_| upstreams.try_acquire().unwrap()).collect();
    let denied = upstreams.try_acquire().unwrap_err();
    assert_eq!(denied.reason(), Reason::Ancestor);
    assert_eq!(denied.budget().as_deref(), Some("network"));
    let said = denied.to_string();
    assert!(
        said.starts_with(
            "upstream denied: its budget network is full: now 11 of 11 used, most by client 8, upstream 3"
        ),
        "{said}"
    );
    assert_eq!(monitor.budget(&NETWORK).used(), 11);
    assert_eq!(monitor.budget(&MACHINE).used(), 11);
    drop(held);
    assert_eq!(monitor.budget(&NETWORK).used(), 3);
    drop(upstreams.try_acquire().unwrap());
    drop(three);
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
fn a_quota_holds_and_who_waits_for_it_is_served() {
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
fn a_quota_within_a_quota_keeps_that() {
    let monitor = Monitor::new();
    let (clients, network) = (monitor.account::<Client>(), monitor.budget(&NETWORK));
    let job = network.child("tenant", 2).child("job", 5);
    let other = network.child("other", 1);
    let held: Vec<_> = std::iter::from_fn(|| clients.within(&job).unwrap().try_acquire().ok()).collect();
    assert_eq!((held.len(), job.used(), other.used()), (2, 2, 0));
    drop(clients.within(&other).unwrap().try_acquire().unwrap());
    let tenant = job.parent().unwrap();
    assert_eq!((tenant.name(), tenant.used()), ("tenant", 2));
    drop((tenant, held));
    let tenant = job.parent().unwrap();
    drop(job);
    // Nobody has what it had but it.
    let (one, two) = (network.child("one", 1), network.child("two", 1));
    assert!(tenant != one && tenant != two && one != two);
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
