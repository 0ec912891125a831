//! What can be configured besides the limits of kinds: how many may wait, and the limits of budgets.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use monitor::config::Config;
use monitor::{Monitor, Reason};

use crate::scratch::Scratch;
use crate::{ROOF, Roofed};

#[test]
fn how_many_may_wait_is_configured() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "[kind.roofed]\nlimit = 1\nqueue = 1\n");
    let monitor = Monitor::new();
    let config = Config::of(&monitor).file(file);
    config.load().unwrap();
    let account = monitor.account::<Roofed>();
    let held = account.try_acquire().unwrap();
    let mut context = Context::from_waker(Waker::noop());
    let mut first = pin!(account.acquire().into_future());
    assert!(first.as_mut().poll(&mut context).is_pending());
    let second = pin!(account.acquire().into_future());
    let Poll::Ready(Err(denied)) = second.poll(&mut context) else { panic!("one too many waits") };
    assert_eq!(denied.reason(), Reason::QueueFull);
    config.variables("T_", [("T_ROOFED_QUEUE", "2")]).load().unwrap();
    let mut second = pin!(account.acquire().into_future());
    assert!(second.as_mut().poll(&mut context).is_pending());
    let settings = monitor.snapshot().settings();
    assert_eq!(settings.get("roofed", "queue").unwrap().source.to_string(), "environment T_ROOFED_QUEUE");
    drop(held);
}

#[test]
fn a_budget_is_configured_and_a_call_prevails() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "[budget.roof]\nlimit = 3\n");
    let monitor = Monitor::new();
    let (roof, account) = (monitor.budget(&ROOF), monitor.account::<Roofed>());
    let config = Config::of(&monitor).file(&file);
    let changed = config.load().unwrap();
    assert_eq!(changed.get("budget roof", "limit").unwrap().value, "3");
    let all: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!((all.len(), roof.limit()), (3, 3));
    roof.set_limit(5).unwrap();
    config.clone().variables("T_", [("T_BUDGET_ROOF_LIMIT", "4")]).load().unwrap();
    assert_eq!(roof.limit(), 5);
    roof.reset_limit().unwrap();
    assert_eq!(roof.limit(), 4);
    // What is no longer said is as it was declared.
    std::fs::write(&file, "").unwrap();
    config.load().unwrap();
    assert_eq!(roof.limit(), 10);
    assert!(monitor.snapshot().settings().to_string().contains("budget roof"));
    drop(all);
}

#[test]
fn a_limit_that_a_budget_cannot_have_changes_nothing() {
    let monitor = Monitor::new();
    let values = [("T_CLIENT_LIMIT", "3"), ("T_BUDGET_ROOF_LIMIT", "1")];
    let error = Config::of(&monitor).variables("T_", values).load().unwrap_err();
    assert!(error.to_string().contains("T_BUDGET_ROOF_LIMIT: is too low: 2 are guaranteed within it"), "{error}");
    assert_eq!((monitor.account::<crate::Client>().limit(), monitor.budget(&ROOF).limit()), (8, 10));
}

#[test]
fn a_limit_in_units_may_be_above_the_capacity() {
    #[monitor::tracked(kind = "weighs", limit = 100, capacity = 1, weight = len)]
    struct Heavy(Vec<u8>);
    fn len(heavy: &Heavy) -> usize {
        heavy.0.len()
    }
    let monitor = Monitor::new();
    let account = monitor.account::<Heavy>();
    Config::of(&monitor).variables("T_", [("T_WEIGHS_LIMIT", "200")]).load().unwrap();
    assert_eq!(account.limit(), 200);
}
