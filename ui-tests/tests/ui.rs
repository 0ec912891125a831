//! One mistake a file, named for it, and beside it what the compiler says; and awkward items that must compile and run.
//!
//! `TRYBUILD=overwrite cargo test -p safety-monitor-ui-tests --test ui` writes the messages anew. Read them as a user
//! would before they are kept.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}
