//! The crate under another name, and behind another crate.

extern crate monitor as renamed;

mod framework {
    pub use monitor;

    pub mod prelude {
        pub use monitor::{Tracked, tracked};
    }
}

use framework::prelude::*;

#[tracked(crate = renamed, limit = 2)]
struct Bare;

#[tracked(crate = "renamed", limit = 2)]
struct Quoted;

#[tracked(crate = ::renamed, limit = 2)]
struct Absolute;

#[tracked(crate = framework::monitor, limit = 2, capacity = 2)]
struct Relative;

#[tracked(crate = "crate::framework::monitor", limit = 2)]
struct Rooted;

mod inner {
    #[super::tracked(crate = super::framework::monitor, limit = 2)]
    pub(super) struct Super;
}

fn main() {
    let _held = (Bare.track().unwrap(), Quoted.track().unwrap(), Absolute.track().unwrap());
    let _held = (Relative.track().unwrap(), Rooted.track().unwrap(), inner::Super.track().unwrap());
}
