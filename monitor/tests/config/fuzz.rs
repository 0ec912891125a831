//! Whatever a file holds, it is put in force whole or refused whole with the place of each fault; nothing panics.
//!
//! `PROPTEST_CASES` sets how many files are tried.

use monitor::Monitor;
use monitor::config::Config;
use proptest::prelude::*;

use crate::scratch::Scratch;
use crate::{Client, Upstream};

/// Pieces that make files which are nearly right.
fn piece() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "kind",
        ".",
        "client",
        "upstream",
        "\"config::plug::conn\"",
        "conn",
        "limit",
        "limt",
        "=",
        " = ",
        "\n",
        "\n\n",
        "[",
        "]",
        "[kind.client]",
        "[kind.upstream]",
        "[[kind]]",
        "{",
        "}",
        ",",
        "1",
        "5",
        "-1",
        "0x10",
        "1_0",
        "1.5",
        "inf",
        "true",
        "\"x\"",
        "'''",
        "\"\"\"",
        "#",
        "\\u0000",
        "2024-01-01",
        "[kind.client]\nlimit = 3\n",
        "kind.upstream.limit = 2\n",
    ];
    prop_oneof![8 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn a_file_is_put_in_force_whole_or_not_at_all(pieces in prop::collection::vec(piece(), 0..24)) {
        thread_local!(static SCRATCH: Scratch = Scratch::new());
        let text = pieces.concat();
        let file = SCRATCH.with(|scratch| scratch.file("limits.toml", &text));
        let monitor = Monitor::new();
        match Config::of(&monitor).file(&file).load() {
            Ok(changed) => {
                for setting in &changed {
                    prop_assert!(setting.source.to_string().starts_with("file "));
                }
            }
            Err(error) => {
                prop_assert_eq!((monitor.account::<Client>().limit(), monitor.account::<Upstream>().limit()), (8, 4));
                let lines = text.matches('\n').count() + 1;
                for fault in error.faults() {
                    let line = fault.place().rsplit_once(':').unwrap().1.parse::<usize>().unwrap();
                    prop_assert!((1..=lines).contains(&line), "{}", fault);
                }
            }
        }
    }
}
