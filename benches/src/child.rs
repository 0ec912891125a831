//! Measurements in a process of their own: the bench runs itself again with one job, and reads the numbers it prints.

use std::env;
use std::process::{Command, Stdio};

use crate::options::Options;

/// The hidden option that gives a child its job.
pub const JOB_OPTION: &str = "--job";

/// What stands before a number in a child's output, so that anything else printed there does no harm.
const PREFIX: &str = "measured ";

/// Called by a child: hands one number to the parent.
pub fn tell(number: f64) {
    println!("{PREFIX}{number}");
}

/// Called by the parent: does `job` in a child and returns the numbers that it told, in their order.
///
/// Nothing when the job is not selected, or when the child could not measure on this platform.
///
/// # Panics
/// When the child cannot be started or fails. Its own message has been printed by then.
pub fn numbers<const COUNT: usize>(job: &str, options: &Options) -> Option<[f64; COUNT]> {
    if !options.selects(job) {
        return None;
    }
    let program = env::current_exe().expect("a running program has a path");
    let output = Command::new(program)
        .args([JOB_OPTION, job])
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("the child for {job:?} does not start: {error}"));
    assert!(output.status.success(), "the child for {job:?} failed: {}", output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    let told = text.lines().filter_map(|line| line.strip_prefix(PREFIX)?.parse().ok());
    told.collect::<Vec<f64>>().try_into().ok()
}
