//! Other attributes, above and below; items and fields that are left out.

#![deny(warnings)]

use monitor::{Tracked, tracked};

#[derive(Clone)]
#[tracked(limit = 2)]
#[derive(Debug)]
#[non_exhaustive]
struct Derived {
    #[cfg(any())]
    gone: NoSuchType,
    /// Documented.
    here: u8,
}

#[tracked(limit = 2)]
#[cfg(any())]
struct Gone(NoSuchType);

#[cfg(any())]
#[tracked(limit = 2)]
struct GoneToo(NoSuchType);

#[cfg_attr(all(), tracked(limit = 2))]
#[repr(C)]
struct Conditional(u8);

#[deprecated]
#[tracked(limit = 2)]
struct Old;

#[tracked(limit = 2)]
#[deprecated = "use Derived"]
struct Older;

#[tracked(limit = 2)]
#[allow(non_camel_case_types)]
struct lower;

#[tracked(limit = 2)]
#[expect(non_camel_case_types, reason = "the handle is allowed what is expected of the item")]
struct lower_too;

#[tracked(limit = 2)]
#[expect(dead_code)]
struct Unused {
    never_read: u8,
}

#[tracked(limit = 2)]
#[must_use]
#[doc(hidden)]
struct Used;

fn main() {
    let derived = Derived { here: 1 }.track().unwrap();
    let copy: Derived = derived.clone();
    assert_eq!(format!("{copy:?}{derived:?}"), "Derived { here: 1 }Derived { here: 1 }");
    let conditional = Conditional(1).track().unwrap();
    assert_eq!(conditional.0, 1);
    #[allow(deprecated)]
    let _old = (Old.track().unwrap(), Older.track().unwrap());
    let _lower = (lower.track().unwrap(), lower_too.track().unwrap());
    let _used = Used.track().unwrap();
}
