//! Each rule, kept and broken.

use super::*;

/// The faults of a file of this content, without its path.
fn faults(path: &str, text: &str) -> Vec<String> {
    let faults = check(&Source::new(path, text));
    faults.into_iter().map(|fault| fault.strip_prefix(path).unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_tidy(path: &str, text: &str) {
    assert_eq!(faults(path, text), [""; 0]);
}

/// The one fault begins with `:line:` and names `what`.
#[track_caller]
fn assert_fault(path: &str, text: &str, line: usize, what: &str) {
    let faults = faults(path, text);
    let [fault] = faults.as_slice() else {
        panic!("expected one fault, found {faults:?}");
    };
    assert!(fault.starts_with(&format!(":{line}: ")) && fault.contains(what), "{fault}");
}

#[test]
fn a_fault_tells_the_file_and_the_line() {
    let source = Source::new("examples/src/lib.rs", "fn main() {\n    unsafe {}\n}\n");
    assert_eq!(check(&source), ["examples/src/lib.rs:2: `unsafe` outside of monitor-runtime/src/core/"]);
}

#[test]
fn a_feature_chooses_modules_and_uses() {
    for item in [
        "mod imp;",
        "pub mod imp { fn f() {} }",
        "#[path = \"on.rs\"] mod imp;",
        "pub(crate) use imp::*;",
        "#[doc(hidden)]\n#[allow(unused)]\npub use imp::*;",
        "extern crate serde;",
    ] {
        assert_tidy("monitor/src/lib.rs", &format!("#[cfg(not(feature = \"runtime\"))]\n{item}"));
    }
    assert_tidy("monitor/src/lib.rs", "#[cfg(loom)]\nfn f() {}");
    assert_tidy("monitor/src/lib.rs", "// #[cfg(feature = \"x\")] fn f() {}\nconst C: &str = \"cfg!(feature)\";");
}

#[test]
fn a_feature_in_a_body_is_a_fault() {
    let on = "#[cfg(all(unix, feature = \"runtime\"))]";
    for item in ["fn f() {}", "pub struct S;", "impl S {}", "pub(crate) const C: u8 = 1;", "extern \"C\" {}"] {
        assert_fault("monitor/src/lib.rs", &format!("\n{on} {item}"), 2, "cfg(feature)");
    }
    assert_fault("monitor-runtime/src/error.rs", &format!("fn f() {{\n{on}\n{{ g() }}\n}}"), 2, "cfg(feature)");
    assert_fault("monitor-runtime/src/error.rs", &format!("struct S {{ {on} field: u8 }}"), 1, "cfg(feature)");
    assert_fault("monitor/src/lib.rs", "#![cfg(feature = \"runtime\")]\nconst C: u8 = 1;", 1, "cfg(feature)");
    let branch = "fn f() {\n    if cfg!(feature = \"x\") {}\n}";
    assert_fault("monitor/src/lib.rs", branch, 2, "cfg!(feature)");
    let in_macro = "macro_rules! m { () => { #[cfg(feature = \"x\")] fn f() {} } }";
    assert_fault("monitor/src/lib.rs", in_macro, 1, "cfg(feature)");
}

#[test]
fn unsafe_code_is_in_the_core() {
    let text = "fn f() {\n    unsafe { g() }\n}";
    assert_tidy("monitor-runtime/src/core/slot.rs", text);
    assert_fault("monitor-runtime/src/kind.rs", text, 2, "`unsafe`");
    assert_fault("monitor/src/lib.rs", "unsafe impl Send for S {}", 1, "`unsafe`");
    assert_tidy("monitor/src/lib.rs", "#![forbid(unsafe_code)] // unsafe\n/// unsafe\nfn f() { g(\"unsafe\") }");
}

#[test]
fn a_function_for_c_may_have_its_name_and_nothing_more() {
    let named = "#[unsafe(no_mangle)]\nextern \"C\" fn f() {}";
    assert_tidy("linking/embedded/src/lib.rs", named);
    assert_fault("linking/app/src/lib.rs", named, 1, "`unsafe`");
    assert_fault("linking/embedded/src/lib.rs", "#[unsafe(link_section = \"s\")]\nstatic S: u8 = 0;", 1, "`unsafe`");
    assert_fault(
        "linking/embedded/src/lib.rs",
        &format!("{named}\nfn g() {{\n    unsafe {{ h() }}\n}}"),
        4,
        "`unsafe`",
    );
}

#[test]
fn atomics_come_from_one_module() {
    for text in [
        "\nuse std::sync::atomic::AtomicU64;",
        "\nuse std::{fmt, sync::{Arc, atomic::{AtomicU64, Ordering}}};",
        "\nstatic S: ::core::sync::atomic::AtomicU8 = new();",
        "\nfn f() { std::sync::atomic::fence(o) }",
        "\nuse {std::sync::atomic};",
    ] {
        assert_tidy("monitor-runtime/src/sync.rs", text);
        assert_tidy("benches/src/lib.rs", text);
        assert_fault("monitor-runtime/src/core/slot.rs", text, 2, "sync::atomic");
    }
    assert_tidy("monitor-runtime/src/core/slot.rs", "use crate::sync::{Arc, atomic::AtomicU64};\nuse std::sync::Arc;");
    assert_tidy("monitor-runtime/src/core/slot.rs", "/// std::sync::atomic\nuse crate::core::sync::atomic::x;");
}

#[test]
fn a_file_can_be_read_in_one_sitting() {
    let long = "\n".repeat(LINES_MAX + 1);
    assert_tidy("monitor-runtime/src/kind.rs", &"\n".repeat(LINES_MAX));
    assert_tidy("monitor-runtime/src/core/tests.rs", &long);
    assert_tidy("examples/src/lib.rs", &long);
    assert_fault("monitor-runtime/src/kind.rs", &long, 401, "401 lines");
    assert_fault("monitor-macros/src/lib.rs", &long, 401, "401 lines");
    assert_fault("monitor/src/lib.rs", &long, 401, "401 lines");
}

#[test]
fn a_module_uses_its_own_layer_and_those_below() {
    assert_tidy("monitor-runtime/src/core/slot.rs", "use crate::{error, core::head, kind::{self, Kind}};");
    assert_tidy("monitor-runtime/src/permit.rs", "use crate::core::Slot;\nfn f() { crate::handle::g() }");
    assert_tidy("monitor-runtime/src/kind.rs", "pub(crate) use std::permit;\n/// [`crate::permit`]\nfn permit() {}");
    assert_tidy("monitor-runtime/src/core/tests.rs", "use crate::permit::Permit;");
    assert_tidy("monitor-runtime/src/lib.rs", "pub use crate::permit::Permit;");
    assert_tidy("monitor/src/lib.rs", "use crate::permit::Permit;");
    assert_tidy("monitor-runtime/src/kind.rs", "macro_rules! m { () => { $crate::permit::f() } }");
}

#[test]
fn a_module_that_uses_a_layer_above_is_a_fault() {
    for text in [
        "\nuse crate::permit::Permit;",
        "\nuse crate::{error, permit::{self, Permit}};",
        "\nfn f() { crate::permit::g() }",
        "\npub(in crate::permit) fn f() {}",
    ] {
        assert_fault("monitor-runtime/src/core/slot.rs", text, 2, "`core` uses `permit`");
        assert_fault("monitor-runtime/src/core.rs", text, 2, "`core` uses `permit`");
    }
    assert_fault("monitor-runtime/src/kind.rs", "use crate::core::Slot;", 1, "`kind` uses `core`");
    assert_fault("monitor-runtime/src/error.rs", "use crate::kind::Kind;", 1, "`error` uses `kind`");
}

#[test]
fn a_module_without_a_layer_is_a_fault() {
    assert_fault("monitor-runtime/src/novelty/part.rs", "use crate::sync::x;", 1, "`novelty` has no layer");
    assert_fault("monitor-runtime/src/kind.rs", "\nuse crate::{sync, Reason};", 2, "`crate::Reason`");
}
