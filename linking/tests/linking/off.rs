//! With the runtime off nothing of it is left in a program: no symbol, no string, no thread.

use std::sync::LazyLock;

use crate::built::{Profile, Program, build};

/// What there would be of us: every crate's name and thread's name, what collects the kinds, and the kinds' names.
const OURS: [&str; 7] =
    ["monitor", "inventory", "zebra_crossing", "ostrich_buffer", "walrus_page", "okapi_number", "tapir_call"];

struct Programs {
    off: Ran,
    on: Ran,
}

struct Ran {
    program: Program,
    output: String,
}

/// One after the other, since they are built in the same place.
static PROGRAMS: LazyLock<Programs> = LazyLock::new(|| Programs { off: ran(&[]), on: ran(&["--features", "runtime"]) });

fn ran(features: &[&str]) -> Ran {
    let folder = build(Profile::Release, &[&["-p", "linking-off"], features].concat());
    let program = Program::read(&folder.join("off"));
    let output = program.output(&[]);
    Ran { program, output }
}

fn found(ran: &Ran) -> Vec<&'static str> {
    OURS.into_iter().filter(|text| ran.program.holds(text)).collect()
}

#[test]
fn nothing_of_ours_is_in_a_release_program() {
    assert_eq!(found(&PROGRAMS.off), [""; 0]);
    assert_eq!(found(&PROGRAMS.on), OURS, "what is looked for is not there to be found");
}

#[test]
fn nothing_runs_beside_the_program() {
    let values = "Client { peer: 8 } Client { peer: 8 } 1\n[8]\nothers: Some(8)\n";
    assert_eq!(PROGRAMS.off.output, format!("{values}threads: 1\n"));
    assert_eq!(PROGRAMS.on.output, format!("{values}threads: 2\n"));
}
