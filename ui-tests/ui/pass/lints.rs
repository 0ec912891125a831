//! A crate that forbids what can be forbidden.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(unused, nonstandard_style, future_incompatible, rust_2018_idioms, rust_2021_compatibility, keyword_idents)]
#![deny(elided_lifetimes_in_paths, unused_lifetimes, trivial_casts, unused_results)]
#![deny(let_underscore_drop, non_local_definitions, private_interfaces, private_bounds, unnameable_types)]

use monitor::{Tracked, budget, tracked};

/// Documented.
#[tracked(limit = 2, capacity = 3)]
#[derive(Debug)]
pub struct Public(
    /// Documented.
    pub String,
);

#[tracked(limit = 2)]
#[derive(Debug)]
struct Private {
    used: u8,
}

#[tracked]
#[derive(Debug)]
pub(crate) enum Crate<'a, T> {
    Used(&'a T),
}

/// Documented.
pub mod inner {
    #[derive(Debug)]
    pub(super) struct Secret;

    /// Documented.
    #[monitor::tracked(limit = 2)]
    #[derive(Debug)]
    pub(super) struct Nested(pub(super) Secret);
}

/// Documented.
#[tracked(limit = 1, forward(out: Write, lines: Iterator))]
#[derive(Debug)]
pub struct PassedOn {
    /// Documented.
    pub out: Vec<u8>,
    /// Documented.
    pub lines: std::vec::IntoIter<u8>,
}

#[expect(dead_code)]
#[tracked(limit = 1)]
#[derive(Debug)]
struct Dead(u8);

budget! {
    /// Documented.
    pub static MACHINE: limit = "1 MiB";
    static MEMORY: limit = 100, within = MACHINE, guarantee = 10
}

/// Documented.
#[tracked(limit = 12, weight = Heavy::weigh, within = MEMORY, guarantee = 12)]
#[derive(Debug)]
pub struct Heavy(
    /// Documented.
    pub usize,
);

impl Heavy {
    fn weigh(&self) -> usize {
        self.0
    }
}

fn main() {
    let public = Public(String::new()).track().unwrap();
    assert!(Heavy(12).track().is_ok());
    let private = Private { used: 1 }.track().unwrap();
    let number = Crate::Used(&3).track().unwrap();
    let Crate::Used(three) = *number;
    let nested = inner::Nested(inner::Secret).track().unwrap();
    assert_eq!(format!("{public:?}{nested:?}"), r#"Public("")Nested(Secret)"#);
    assert_eq!(private.used + three, 4);
}
