//! Limits that are reloaded while threads acquire and release.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;

use monitor::Monitor;
use monitor::config::Config;

use crate::Client;
use crate::scratch::Scratch;

#[test]
fn a_reload_under_load_admits_no_more_than_its_limits_and_loses_nothing() {
    const LIMITS: [usize; 4] = [1, 7, 0, 3];
    let monitor = Monitor::new();
    let (live, live_max, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let acquired = thread::scope(|scope| {
        let worker = || {
            let account = monitor.account::<Client>();
            let mut acquired = 0_u64;
            while !stop.load(Relaxed) {
                let held: Vec<_> = (0..4).filter_map(|_| account.track(Client).ok()).collect();
                live_max.fetch_max(live.fetch_add(held.len(), Relaxed) + held.len(), Relaxed);
                acquired += held.len() as u64;
                live.fetch_sub(held.len(), Relaxed);
            }
            acquired
        };
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(worker)).collect();
        for round in 0..2_000 {
            let limit = LIMITS[round % LIMITS.len()].to_string();
            Config::of(&monitor).variables("T_", [("T_CLIENT_LIMIT", limit)]).load().unwrap();
            // Refused, and nothing of it is seen.
            Config::of(&monitor).variables("T_", [("T_CLIENT_LIMIT", "9"), ("T_X_LIMIT", "1")]).load().unwrap_err();
        }
        stop.store(true, Relaxed);
        workers.into_iter().map(|worker| worker.join().unwrap()).sum::<u64>()
    });
    assert!(live_max.load(Relaxed) <= 8, "never above the largest limit: declared 8 at the start, then 7");
    let figures = monitor.account::<Client>().snapshot();
    assert_eq!((figures.live, figures.acquired, figures.released), (0, acquired, acquired));
    // What is in force at the end is exact.
    let account = monitor.account::<Client>();
    let held: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!(held.len(), LIMITS[1_999 % LIMITS.len()]);
}

#[test]
fn a_watched_file_changes_under_load() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "kind.client.limit = 7");
    let monitor = Monitor::new();
    let (tell, told) = channel();
    let watch = Config::of(&monitor).file(&file).watch(move |outcome| tell.send(outcome).unwrap()).unwrap();
    let (live, live_max, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let account = monitor.account::<Client>();
                while !stop.load(Relaxed) {
                    let held: Vec<_> = (0..4).filter_map(|_| account.track(Client).ok()).collect();
                    live_max.fetch_max(live.fetch_add(held.len(), Relaxed) + held.len(), Relaxed);
                    live.fetch_sub(held.len(), Relaxed);
                }
            });
        }
        for limit in [3, 0, 5, 1] {
            std::fs::write(&file, format!("kind.client.limit = {limit}")).unwrap();
            told.recv().unwrap().unwrap();
            assert_eq!(monitor.account::<Client>().limit(), limit);
        }
        stop.store(true, Relaxed);
    });
    assert!(live_max.load(Relaxed) <= 7);
    let account = monitor.account::<Client>();
    assert_eq!(std::iter::from_fn(|| account.try_acquire().ok()).collect::<Vec<_>>().len(), 1);
    drop(watch);
}
