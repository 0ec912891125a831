//! The roof over all sockets, and each client address's part of it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use monitor::{Account, Budget, Tracked, budget};

use super::client::{CLIENTS_MAX, Client};
use super::upstream::UPSTREAMS_MAX;

/// How many sockets are open at once, of whichever kind. Clients and connections to the backend always find theirs; those who are sent away
/// have what is left.
pub(crate) const NETWORK_MAX: usize = CLIENTS_MAX + UPSTREAMS_MAX + 90;

budget! { pub(super) static NETWORK: limit = NETWORK_MAX }

/// How many clients one address may have.
pub(crate) const CLIENTS_OF_ONE_MAX: usize = CLIENTS_MAX / 2;

/// Addresses that are remembered before those without a client are forgotten.
const REMEMBERED: usize = 1_000;

/// A budget for each address that has clients. A clone is the same.
#[derive(Clone, Default)]
pub(super) struct Quotas(Arc<Mutex<HashMap<IpAddr, Budget>>>);

impl Quotas {
    /// The account of clients, used within the address's quota.
    pub(super) fn account(&self, address: IpAddr) -> Account<Client> {
        let mut quotas = self.0.lock().expect("nothing panics while it holds the quotas");
        if quotas.len() >= REMEMBERED {
            quotas.retain(|_, quota| quota.used() > 0);
        }
        let quota =
            quotas.entry(address).or_insert_with(|| NETWORK.budget().child(address.to_string(), CLIENTS_OF_ONE_MAX));
        Client::account().within(quota).expect("clients are within the network, and so is the quota")
    }
}
