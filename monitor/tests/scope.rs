//! Scopes: in which monitor a thread acquires.

#![cfg(feature = "runtime")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use monitor::{Monitor, Permit, Tracked, tracked};

fn live<T: Tracked>(monitors: &[&Monitor]) -> Vec<usize> {
    monitors.iter().map(|monitor| monitor.account::<T>().live()).collect()
}

#[test]
fn what_is_acquired_belongs_to_the_innermost_scopes_monitor() {
    #[tracked(limit = 1)]
    struct Place;
    let (global, outer, inner) = (Monitor::global(), Monitor::new(), Monitor::new());
    assert_eq!(Monitor::current(), global);
    let held = outer.scope().in_scope(|| {
        let one = Place::try_acquire().unwrap();
        assert!(Place::try_acquire().is_err());
        let other = inner.scope().in_scope(|| Place::try_acquire().unwrap());
        let third = global.scope().in_scope(|| Place.track().unwrap());
        assert_eq!((Monitor::current(), Place::account().monitor()), (outer.clone(), &outer));
        (one, other, third)
    });
    assert_eq!(Monitor::current(), global);
    assert_eq!(live::<Place>(&[&global, &outer, &inner]), [1, 1, 1]);
    drop(held);
    assert_eq!(live::<Place>(&[&global, &outer, &inner]), [0, 0, 0]);
}

#[test]
fn what_is_released_goes_back_to_its_own_monitor_whatever_the_scope() {
    #[tracked(limit = 20)]
    struct Place;
    let (global, tenant) = (Monitor::global(), Monitor::new());
    let fill = || (0..20).map(|_| Place::try_acquire().unwrap()).collect::<Vec<Permit<Place>>>();
    for _ in 0..3 {
        let (of_global, of_tenant) = (fill(), tenant.scope().in_scope(fill));
        tenant.scope().in_scope(|| drop(of_global));
        assert_eq!(live::<Place>(&[&global, &tenant]), [0, 20]);
        drop(of_tenant);
        assert_eq!(live::<Place>(&[&global, &tenant]), [0, 0]);
    }
}

#[test]
fn a_panic_leaves_the_scope() {
    let tenant = Monitor::new();
    let panicked = catch_unwind(AssertUnwindSafe(|| tenant.scope().in_scope(|| resume_unwind(Box::new("on purpose")))));
    assert!(panicked.is_err());
    assert_eq!(Monitor::current(), Monitor::global());
}

#[test]
fn a_scope_is_of_its_thread_alone() {
    let tenant = Monitor::new();
    tenant.scope().in_scope(|| {
        let elsewhere = std::thread::spawn(Monitor::current).join().unwrap();
        assert_eq!((elsewhere, Monitor::current()), (Monitor::global(), tenant.clone()));
    });
}
