//! A thousand kinds: a hundred names in each of ten modules. They are written out because a macro cannot make up names.

use std::any::Any;

use monitor::Tracked;

macro_rules! kinds {
    ($($module:ident)*) => {
        $(mod $module {
            hundred! {
            K00 K01 K02 K03 K04 K05 K06 K07 K08 K09 K10 K11 K12 K13 K14 K15 K16 K17 K18 K19
            K20 K21 K22 K23 K24 K25 K26 K27 K28 K29 K30 K31 K32 K33 K34 K35 K36 K37 K38 K39
            K40 K41 K42 K43 K44 K45 K46 K47 K48 K49 K50 K51 K52 K53 K54 K55 K56 K57 K58 K59
            K60 K61 K62 K63 K64 K65 K66 K67 K68 K69 K70 K71 K72 K73 K74 K75 K76 K77 K78 K79
            K80 K81 K82 K83 K84 K85 K86 K87 K88 K89 K90 K91 K92 K93 K94 K95 K96 K97 K98 K99
            }
        })*

        /// Holds one of each, and has used some more. The kinds of what is held must stay.
        pub(crate) fn use_all() -> Vec<Box<dyn Any>> {
            let mut held = Vec::new();
            $($module::use_all(&mut held);)*
            held
        }
    };
}

macro_rules! hundred {
    ($($kind:ident)*) => {
        $(
            #[monitor::tracked(limit = 1024)]
            pub(super) struct $kind;
        )*

        pub(super) fn use_all(held: &mut Vec<Box<dyn std::any::Any>>) {
            $(super::use_kind::<$kind>(held);)*
        }
    };
}

fn use_kind<T: Tracked + 'static>(held: &mut Vec<Box<dyn Any>>) {
    for _ in 0..50 {
        drop(T::try_acquire().expect("below the limit"));
    }
    held.push(Box::new(T::try_acquire().expect("below the limit")));
}

kinds! { m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 }
