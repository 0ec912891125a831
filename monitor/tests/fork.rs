//! A forked child, which has one thread of its own, a copy of what the others had at hand, and no background thread.

#![cfg(all(feature = "runtime", target_os = "linux"))]
#![allow(unsafe_code, reason = "`fork` is unsafe to call")]

mod worker;

use std::time::{Duration, Instant};

use monitor::{Monitor, Permit, Tracked, background, tracked};
use worker::Worker;

const LIMIT: usize = 100;

#[tracked(limit = LIMIT)]
struct Place;

/// Runs `child` in a forked process, and says with which status that ended.
///
/// The child must not panic: what that needs may be held by a thread that it does not have.
fn status_of_child(child: impl FnOnce() -> Result<(), i32>) -> i32 {
    // SAFETY: the child touches what this test prepared and memory from the allocator, which survives a fork; the other threads
    // stand still or, the monitor's, hold a lock for some nanoseconds a millisecond.
    let process = unsafe { libc::fork() };
    assert!(process >= 0, "no fork");
    if process == 0 {
        // SAFETY: it only asks for a signal, which ends the child if it hangs.
        unsafe { libc::alarm(20) };
        let status = child().err().unwrap_or(0);
        // SAFETY: the child ends here, without what the parent has registered for its own end.
        unsafe { libc::_exit(status) };
    }
    let mut status = 0;
    // SAFETY: `status` outlives the call.
    let waited = unsafe { libc::waitpid(process, &raw mut status, 0) };
    assert_eq!(waited, process);
    assert!(libc::WIFEXITED(status), "the child was ended by signal {}", libc::WTERMSIG(status));
    libc::WEXITSTATUS(status)
}

fn check(is_true: bool, or_status: i32) -> Result<(), i32> {
    if is_true { Ok(()) } else { Err(or_status) }
}

/// The two forks in one test, because a fork beside another thread's work is what the documentation advises against.
#[test]
fn a_child_acquires_and_releases_and_knows_that_time_stands_still() {
    let account = Place::account();
    let mut held: Vec<Permit<Place>> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
    held.truncate(2);
    let idle = Worker::start();
    let mut theirs = idle.run(|| {
        let mut held: Vec<Permit<Place>> = (0..10).map(|_| Place::try_acquire().unwrap()).collect();
        held.truncate(3);
        Some(held)
    });
    assert!(account.snapshot().cached > 0);
    assert_eq!(Monitor::global().snapshot().time_stands_still, None);

    let status = status_of_child(|| {
        check(account.live() == 5, 1)?;
        // All that is free, also what the thread that the child does not have keeps at hand.
        let mut mine = Vec::new();
        while let Ok(permit) = account.try_acquire() {
            mine.push(permit);
        }
        check(mine.len() == LIMIT - 5, 2)?;
        check(account.iter().count() == LIMIT, 3)?;
        // What was acquired before the fork is released here, for the child alone.
        drop(theirs.take());
        check(account.live() == LIMIT - 3, 4)?;
        drop(mine);
        check(account.live() == 2, 5)?;
        // Real time: whether a thread is there to make it pass can only be seen by waiting. A second without a tick is enough.
        let end = Instant::now() + Duration::from_secs(10);
        while Monitor::global().snapshot().time_stands_still.is_none() {
            check(Instant::now() < end, 6)?;
            std::thread::park_timeout(Duration::from_millis(10));
        }
        Ok(())
    });
    assert_eq!(status, 0);
    assert_eq!(account.live(), 5, "the child's releases are its own");

    background::stop();
    let status = status_of_child(|| {
        background::start().map_err(|_| 6)?;
        let age_min = Duration::from_millis(20);
        let permit = account.try_acquire().map_err(|_| 7)?;
        let end = Instant::now() + Duration::from_secs(10);
        while permit.age().is_none_or(|age| age < age_min) || Monitor::global().snapshot().time_stands_still.is_some() {
            check(Instant::now() < end, 8)?;
            std::thread::park_timeout(Duration::from_millis(10));
        }
        background::stop();
        Ok(())
    });
    assert_eq!(status, 0);
    drop(held);
    idle.end();
}
