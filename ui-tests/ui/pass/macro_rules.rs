//! Items that a macro writes, with the caller's names, kinds, limits and crates.

#![deny(warnings)]

pub use monitor;
use monitor::{Tracked, tracked};

macro_rules! with_limit {
    ($name:ident, $limit:expr) => {
        #[tracked(limit = $limit)]
        struct $name(u8);
    };
}
with_limit!(Two, 1 + 1);
with_limit!(Four, (1 + 1) * 2);

macro_rules! with_kind {
    ($name:ident, $kind:literal, $clock:expr) => {
        #[tracked(kind = $kind, limit = 2, clock = $clock)]
        struct $name;
    };
}
with_kind!(Kind, "made", "exact");

macro_rules! with_handle {
    ($vis:vis $name:ident, $handle:ident, $($options:tt)*) => {
        #[tracked(handle = $handle, $($options)*)]
        $vis struct $name;
    };
}
with_handle!(pub(crate) Handled, Held, limit = 3, capacity = 3,);

macro_rules! with_crate {
    ($name:ident, $field:ty) => {
        #[$crate::monitor::tracked(crate = $crate::monitor, limit = 2 * $crate::ONE, capacity = 3)]
        struct $name($field);
    };
}
const ONE: usize = 1;
with_crate!(Crate, Vec<u8>);

macro_rules! with_path {
    ($name:ident, $path:path) => {
        #[tracked(crate = $path, limit = 2)]
        struct $name;
    };
}
with_path!(Path, crate::monitor);

macro_rules! many {
    ($($name:ident),*) => { $( #[tracked(limit = 2)] struct $name; )* };
}
many!(One, Other);

fn main() {
    let two = (Two(1).track().unwrap(), Two(2).track().unwrap());
    assert!(Two(3).track().is_err());
    assert_eq!(two.0.0 + two.1.0 + Four(4).track().unwrap().0, 7);
    let _kind = Kind.track().unwrap();
    let _held: Held = Handled.track().unwrap();
    assert!(Crate(Vec::new()).track().unwrap().0.is_empty());
    let _made = (Path.track().unwrap(), One.track().unwrap(), Other.track().unwrap());
}
