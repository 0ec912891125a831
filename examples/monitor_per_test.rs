//! How do tests that run at the same time keep out of each other's limits, and how do they move time?

use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Monitor, Tracked, tracked};

#[tracked(kind = "job", limit = 2)]
struct Job;

/// What is to be tested: it knows nothing of monitors.
fn start_as_many_as_possible() -> Vec<JobHandle> {
    std::iter::from_fn(|| Job.track().ok()).collect()
}

/// As a `#[test]` would be written.
fn the_limit_is_met_in_a_monitor_of_its_own() {
    let monitor = Monitor::new();
    let jobs = monitor.scope().in_scope(start_as_many_as_possible);
    assert_eq!(jobs.len(), 2);
    assert_eq!(monitor.account::<Job>().live(), 2);
    // What was acquired in the scope belongs to the monitor, wherever it is dropped.
    drop(jobs);
    assert_eq!(monitor.account::<Job>().snapshot().released, 2);
}

/// Time goes on when the test says so: no sleeps.
fn an_old_job_is_seen() {
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let job = monitor.account().track(Job).unwrap();
    time.advance(Duration::from_secs(3600));
    assert_eq!(JobHandle::permit(&job).age(), Some(Duration::from_secs(3600)));
    let holders = monitor.account::<Job>().holders();
    println!("{holders}");
    assert_eq!(holders.oldest(), Some(Duration::from_secs(3600)));
}

fn main() {
    // What the others hold is no concern of theirs.
    let _held = start_as_many_as_possible();
    let tests =
        [the_limit_is_met_in_a_monitor_of_its_own, an_old_job_is_seen, the_limit_is_met_in_a_monitor_of_its_own];
    let threads = tests.map(std::thread::spawn);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(Job::account().live(), 2);
}
