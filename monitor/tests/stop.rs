//! After the background threads were stopped there are none, also when they had much to do.

#![cfg(all(feature = "runtime", target_os = "linux"))]

use std::future::{Future, IntoFuture};
use std::task::{Context, Waker};
use std::time::Duration;

use monitor::{Monitor, background, tracked};

#[tracked(limit = 3)]
struct Place;

/// Threads of ours, by their names.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    tasks.map(name).filter(|name| ["monitor", "monitor-worker"].contains(&name.trim())).count()
}

#[test]
fn nothing_is_left_after_stopping() {
    let account = Monitor::new().account::<Place>();
    let _held: Vec<_> = (0..3).map(|_| account.try_acquire().unwrap()).collect();
    for round in 0..10 {
        background::start().unwrap();
        let waiting = || Box::pin(account.acquire().timeout(Duration::from_millis(1)).into_future());
        let mut futures: Vec<_> = (0..20_000).map(|_| waiting()).collect();
        for future in &mut futures {
            // Some may be late already.
            let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
        let before = account.pending();
        while account.pending() == before && before > 0 {
            std::hint::spin_loop();
        }
        background::stop();
        assert_eq!(threads(), 0, "in round {round}");
    }
}
