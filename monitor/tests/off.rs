//! With the runtime off a handle is its value, a permit is nothing, and no limit holds.
#![cfg(not(feature = "runtime"))]

use monitor::{AcquireError, Handle, Permit, Tracked, tracked};

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
