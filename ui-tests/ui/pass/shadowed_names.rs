//! No prelude, and the user's own items under all names that the attribute could rely on.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]

mod shadowed {
    pub struct Result;
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Send;
    pub struct Sync;
    pub struct Drop;
    pub struct Sized;
    pub struct From;
    pub struct Fn;
    pub struct Deref;
    pub struct Debug;
    pub struct Tracked;
    pub struct Handle;
    pub struct Permit;
    pub struct Held;
    pub struct Kind;
    pub struct Tick;
    #[allow(non_camel_case_types)]
    pub struct usize;
    #[allow(non_camel_case_types)]
    pub struct str;
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod monitor {}
    macro_rules! declare {
        () => {};
    }
    declare!();

    #[::monitor::tracked(limit = 3, capacity = 3)]
    #[derive(::std::fmt::Debug, ::std::clone::Clone)]
    pub(crate) struct Named {
        pub(crate) value: u8,
    }

    #[::monitor::tracked(limit = 3)]
    pub(super) struct Tuple(pub u8);

    #[::monitor::tracked]
    pub enum Either {
        Left,
        Right(u8),
    }

    #[::monitor::tracked(limit = 3)]
    pub struct Generic<T: ::std::clone::Clone>(pub T);

    pub struct Weighed;
    pub struct BudgetKind;
    pub struct Budget;
    pub mod __private {}
    #[allow(non_camel_case_types)]
    pub struct u64;

    ::monitor::budget! {
        pub static ABOVE: limit = 30;
        pub static BELOW: limit = 10, within = ABOVE, guarantee = 3
    }

    #[::monitor::tracked(limit = "10 B", weight = Self::weigh, within = BELOW, guarantee = "3 B")]
    pub(super) struct Heavy(pub u8);

    impl Heavy {
        fn weigh(&self) -> ::std::primitive::usize {
            7
        }
    }

    type Answer<T> = ::std::result::Result<T, ::monitor::AcquireError>;

    #[::monitor::tracked(limit = 3)]
    pub(super) fn call(one: u8) -> Answer<u8> {
        ::std::result::Result::Ok(one)
    }

    #[::monitor::tracked(limit = 3)]
    pub(super) async fn call_later() -> Answer<()> {
        ::std::result::Result::Ok(())
    }
}

fn main() {
    use ::monitor::Tracked;
    use ::std::assert_eq;

    let named = shadowed::Named { value: 1 }.track().unwrap();
    let tuple = shadowed::Tuple(2).track().unwrap();
    let generic = shadowed::Generic(3).track().unwrap();
    let _either = shadowed::Either::Left.track().unwrap();
    let _heavy = shadowed::Heavy(1).track().unwrap();
    let _later = shadowed::call_later();
    assert_eq!(shadowed::call(1).unwrap(), 1);
    assert_eq!(named.value + tuple.0 + generic.0, 6);
}
