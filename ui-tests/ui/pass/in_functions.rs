//! Items in functions, generic ones too: one kind an item, not an instance.

#![deny(warnings)]

use monitor::{Tracked, tracked};

fn plain() -> u8 {
    const LIMIT: usize = 2;
    #[tracked(limit = LIMIT)]
    struct Local(u8);
    Local(7).track().unwrap().0
}

fn generic<T>(value: T) -> (T, bool) {
    #[tracked(kind = "in a generic function", limit = 1)]
    struct Local(u8);
    let held = Local(7).track().unwrap();
    (value, Local(held.0).track().is_err())
}

struct Holder;

impl Holder {
    fn method(&self) -> u8 {
        #[tracked(limit = 1)]
        enum Local {
            One(u8),
        }
        let held = Local::One(1).track().unwrap();
        let Local::One(one) = *held;
        one
    }
}

fn main() {
    assert_eq!(plain(), 7);
    assert_eq!(generic(1), (1, true));
    assert_eq!(generic("x"), ("x", true));
    assert_eq!(Holder.method(), 1);
    let closure = || {
        #[tracked(limit = 1)]
        struct Local;
        Local.track().is_ok()
    };
    assert!(closure());
}
