//! With the runtime off a handle is its value, a permit is nothing, and no limit holds.
#![cfg(not(feature = "runtime"))]

use std::time::Duration;

use monitor::clock::Clock;
use monitor::{AcquireError, Handle, Monitor, Permit, Tracked, background, kinds, tracked};

#[tracked(kind = "client", limit = 1)]
#[derive(Debug)]
struct Client {
    peer: u64,
}

#[test]
fn a_handle_is_as_large_as_its_value() {
    assert_eq!(size_of::<ClientHandle>(), size_of::<Client>());
    assert_eq!(size_of::<Result<ClientHandle, AcquireError>>(), size_of::<Client>());
    assert_eq!(size_of::<Result<Permit<Client>, AcquireError>>(), 0);
    assert!(!std::mem::needs_drop::<ClientHandle>());
}

#[test]
fn nothing_is_denied() {
    let handles: Vec<_> = (0..3).map(|peer| Client { peer }.track().unwrap()).collect();
    let peers: Vec<_> = handles.iter().map(|handle| handle.peer).collect();
    assert_eq!(peers, [0, 1, 2]);
}

#[test]
fn the_same_functions_are_there() {
    let handle = Client::try_acquire().unwrap().bind(Client { peer: 7 });
    assert_eq!(ClientHandle::permit(&handle).site(), None);
    assert_eq!(format!("{handle:?}"), "Client { peer: 7 }");
    let (client, permit) = ClientHandle::into_parts(handle);
    assert_eq!(ClientHandle::into_inner(permit.bind(client)).peer, 7);
}

#[test]
fn generic_code_is_the_same() {
    fn rebind<H: Handle>(handle: H) -> H {
        assert_eq!(H::permit(&handle).id(), None);
        let (value, permit) = H::into_parts(handle);
        permit.bind(value)
    }
    assert_eq!(Handle::into_inner(rebind(Client { peer: 7 }.track().unwrap())).peer, 7);
}

#[test]
fn whatever_can_be_asked_is_there_and_empty() {
    let handle = Client { peer: 7 }.track().unwrap();
    let account = Client::account();
    assert_eq!((account.live(), account.limit(), account.iter().count()), (0, 1, 0));
    assert_eq!((account.kind().name(), account.kind().limit()), ("client", Some(1)));
    assert_eq!(account.holders().sites(), []);
    let snapshot = account.snapshot();
    assert_eq!((snapshot.kind.as_str(), snapshot.live, snapshot.acquired, snapshot.denials()), ("client", 0, 0, 0));
    assert!(Monitor::global().snapshot().kinds.is_empty());
    assert!(kinds().is_empty());
    drop(handle);
}

#[test]
fn what_can_be_done_is_done_to_nobody() {
    let (clock, time) = Clock::simulated();
    let tenant = Monitor::with_clock(clock);
    let handle = tenant.scope().in_scope(|| Client { peer: 7 }.track().unwrap());
    time.advance(Duration::from_secs(1));
    assert_eq!(ClientHandle::permit(&handle).age(), None);
    assert_eq!(tenant.account::<Client>().track(Client { peer: 8 }).unwrap().peer, 8);
    background::stop();
    background::start().unwrap();
}

/// What is refused with the runtime on is refused with it off, so that a library's own tests find it.
#[test]
fn a_wrong_limit_is_still_refused() {
    let refused = Client::account().set_limit(usize::MAX).unwrap_err();
    assert_eq!((refused.asked(), refused.capacity()), (usize::MAX, 1 << 20));
    Client::account().set_limit(2).unwrap();
}
