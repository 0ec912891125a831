//! What a handle can do: it is its value, and has its place.

use monitor::{Handle, Tracked, tracked};
use std::fmt;

#[tracked(limit = 1, forward(Display))]
#[derive(Debug, PartialEq)]
struct Client {
    peer: u32,
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client of {}", self.peer)
    }
}

// The handle is the user's own type: foreign traits can be implemented on it.
impl From<ClientHandle> for u32 {
    fn from(client: ClientHandle) -> u32 {
        client.peer
    }
}

fn value_of<H: Handle>(_: &H) -> &'static str {
    std::any::type_name::<H::Value>()
}

fn main() {
    let client = Client::try_acquire().unwrap().bind(Client { peer: 7 });
    assert!(Client::try_acquire().is_err());
    assert_eq!(format!("{client:?}, {client}"), "Client { peer: 7 }, client of 7");
    assert_eq!(*client, Client { peer: 7 });
    assert!(value_of(&client).ends_with("Client"));
    let _ = ClientHandle::permit(&client);

    let (old, permit) = ClientHandle::into_parts(client);
    assert!(Client::try_acquire().is_err());
    let client = permit.bind(Client { peer: old.peer + 1 });

    let value = ClientHandle::into_inner(client);
    assert_eq!(value, Client { peer: 8 });
    assert!(Client::try_acquire().is_ok());
    assert_eq!(u32::from(value.track().unwrap()), 8);
}
