//! A raw identifier loses its prefix in the names that are made of it.

#![allow(non_camel_case_types)]

use monitor::{Tracked, tracked};

#[tracked(limit = 2)]
struct r#type {
    r#fn: u8,
}

#[tracked(limit = 2, handle = r#struct)]
struct Plain;

#[tracked(limit = r#const::r#LIMIT)]
struct Path;

mod r#const {
    pub const LIMIT: usize = 2;
}

fn main() {
    let held: typeHandle = r#type { r#fn: 1 }.track().unwrap();
    assert_eq!(held.r#fn, 1);
    let _plain: r#struct = Plain.track().unwrap();
    let _path: PathHandle = Path.track().unwrap();
}
