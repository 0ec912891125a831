//! Limits above limits, and limits on what handles weigh, beside the core without either.

use std::hint::black_box;

use harness::{Case, bursts, pairs, shared};
use monitor::{Account, Budget, Tracked, Weighed, budget, tracked};
use tokio::sync::Semaphore;

pub(crate) const CORE: &str = "ours: acquire and release";
pub(crate) const LEVELS: &str = "ours: the same under three budgets";
pub(crate) const UNITS: &str = "ours: the same with 4,096 units";
pub(crate) const ROOF: &str = "ours: 128 tried, three budgets, one full at 62";
pub(crate) const TENANTS: &str = "ours: 128 tried by 1,000 tenants, their budget full at 62";
pub(crate) const TOKIO: &str = "tokio: 128 tried, limit 62";

/// How many budgets were made at run time within the full one.
const CHILDREN: usize = 1_000;

budget! { static MACHINE: limit = 3_000 }
budget! { static NETWORK: limit = 2_000, within = MACHINE }
budget! { static INBOUND: limit = 2_000, within = NETWORK }

#[tracked(kind = "bare", limit = 1024)]
struct Bare;

#[tracked(kind = "roofed", limit = 1024, within = INBOUND)]
struct Roofed;

#[tracked(kind = "weighed", limit = "64 MiB", weight = weigh)]
struct Weighs;

fn weigh(_: &Weighs) -> usize {
    4096
}

budget! { static HOUSE: limit = 3_000 }
budget! { static FLOOR: limit = 2_000, within = HOUSE }
budget! { static ROOM: limit = 62, within = FLOOR }

#[tracked(kind = "guest", limit = 1024, clock = "none", within = ROOM)]
struct Guest;

budget! { static CITY: limit = 3_000 }
budget! { static STREET: limit = 62, within = CITY }

#[tracked(kind = "tenant", limit = 1024, clock = "none", within = STREET)]
struct Lodger;

pub(crate) fn cases() -> Vec<Case> {
    let core = Case::new(CORE, |_| pairs(|| drop(black_box(Bare.track().expect("below the limit")))));
    let levels = Case::new(LEVELS, |_| pairs(|| drop(black_box(Roofed.track().expect("below the limit")))));
    let units =
        Case::new(UNITS, |_| pairs(|| drop(black_box(Weighs::try_acquire_units(4096).expect("below the limit")))));
    // Made before anybody measures, and there for the life of the process.
    let idle: &'static [Budget] = tenants(ROOM.budget());
    let roof = Case::new(ROOF, move |_| {
        black_box(idle);
        bursts(128, || Guest.track().ok())
    });
    let accounts: &'static [Account<Lodger>] = tenants(STREET.budget())
        .iter()
        .map(|tenant| Lodger::account().within(tenant).expect("the budget is below the kind's"))
        .collect::<Vec<_>>()
        .leak();
    let tenants = Case::new(TENANTS, move |_| {
        let mut next = accounts.iter().cycle();
        bursts(128, move || next.next().and_then(|account| account.try_acquire().ok()))
    });
    let semaphore = shared(Semaphore::new(62));
    let tokio = Case::new(TOKIO, move |_| bursts(128, move || semaphore.try_acquire().ok()));
    vec![core, levels, units, roof, tenants, tokio]
}

fn tenants(above: Budget) -> &'static [Budget] {
    (0..CHILDREN).map(|number| above.child(format!("tenant {number}"), 8)).collect::<Vec<_>>().leak()
}
