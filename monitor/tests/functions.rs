//! Functions whose calls in flight are limited and listed.
#![cfg(feature = "runtime")]

use std::error::Error;
use std::fmt;
use std::panic::{Location, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use monitor::{AcquireError, Monitor, Reason, budget, kinds, tracked};

type Answer<T> = Result<T, AcquireError>;

/// How many calls of a kind are in flight, and from which line the first of them was made.
fn in_flight(kind: &str) -> (usize, Option<u32>) {
    let snapshot = Monitor::global().snapshot();
    let row = snapshot.kinds.iter().find(|row| row.kind == kind);
    row.map_or((0, None), |row| (row.live, row.sites.first().map(|site| site.line)))
}

fn live(kind: &str) -> usize {
    in_flight(kind).0
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending once.
async fn pause() {
    let mut polled = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn is_send<F: Future + Send>(future: F) -> F {
    future
}

#[test]
fn a_call_holds_a_place_until_it_returns() {
    #[tracked(kind = "plain", limit = 1)]
    fn plain(value: u8) -> Answer<(u8, usize)> {
        Ok((value, live("plain")))
    }
    for _ in 0..3 {
        assert_eq!(plain(7).unwrap(), (7, 1));
        assert_eq!(live("plain"), 0);
    }
}

#[test]
fn a_call_over_the_limit_returns_the_denial_at_once() {
    #[tracked(kind = "nested", limit = 3)]
    fn nested(depth: usize) -> Answer<usize> {
        if depth == 0 { Ok(live("nested")) } else { nested(depth - 1) }
    }
    assert_eq!(nested(2).unwrap(), 3);
    let denied = nested(3).unwrap_err();
    assert_eq!((denied.kind().name(), denied.reason()), ("nested", Reason::Limit));
    assert_eq!(live("nested"), 0);
}

#[test]
fn the_kind_is_named_like_the_function() {
    #[tracked(limit = 1)]
    fn r#match() -> Answer<()> {
        r#match()
    }
    assert_eq!(r#match().unwrap_err().kind().name(), "match");
}

#[test]
fn a_place_is_given_back_on_every_way_out() {
    #[tracked(kind = "ways out", limit = 1)]
    fn ways_out(way: u8) -> Result<u8, Box<dyn Error>> {
        if way == 0 {
            return Ok(0);
        }
        match way {
            1 => "x".parse().map_err(Into::into),
            2 => Ok("x".parse::<u8>()?),
            _ => panic!("on purpose"),
        }
    }
    for way in 0..4 {
        let _ = catch_unwind(|| ways_out(way).is_ok());
        assert_eq!(live("ways out"), 0, "way {way}");
    }
}

#[test]
fn a_call_of_an_async_function_begins_when_it_is_polled_and_ends_with_it() {
    #[tracked(kind = "paused", limit = 1)]
    async fn paused(value: &str) -> Answer<usize> {
        pause().await;
        Ok(value.len())
    }
    let (mut one, mut two) = (pin!(is_send(paused("one"))), pin!(paused("two")));
    assert_eq!(live("paused"), 0);
    assert!(poll(one.as_mut()).is_pending());
    assert_eq!(live("paused"), 1);
    let Poll::Ready(Err(denied)) = poll(two.as_mut()) else { panic!("there was no place") };
    assert_eq!(denied.kind().name(), "paused");
    assert!(matches!(poll(one.as_mut()), Poll::Ready(Ok(3))));
    // The future is still there, but its call is over.
    assert_eq!(live("paused"), 0);
}

#[test]
fn a_dropped_future_gives_its_place_back() {
    #[tracked(kind = "cancelled", limit = 1)]
    async fn cancelled() -> Answer<()> {
        pause().await;
        Ok(())
    }
    let mut call = Box::pin(cancelled());
    assert!(poll(call.as_mut()).is_pending());
    assert_eq!(live("cancelled"), 1);
    drop(call);
    assert_eq!(live("cancelled"), 0);
}

#[test]
fn a_future_that_panics_gives_its_place_back() {
    #[tracked(kind = "panics later", limit = 1)]
    async fn panics_later() -> Answer<()> {
        pause().await;
        panic!("on purpose");
    }
    let mut call = Box::pin(panics_later());
    assert!(poll(call.as_mut()).is_pending());
    let mut call = std::panic::AssertUnwindSafe(call);
    assert!(catch_unwind(move || poll(call.as_mut()).is_ready()).is_err());
    assert_eq!(live("panics later"), 0);
}

/// A call of any of these is in flight until its future is done, and not only while the future is made.
macro_rules! in_flight_across_a_pause {
    ($kind:literal, $make:expr) => {{
        let mut one = Box::pin($make);
        let mut two = Box::pin($make);
        assert_eq!(live($kind), 0);
        assert!(poll(one.as_mut()).is_pending());
        assert_eq!(live($kind), 1);
        assert!(matches!(poll(two.as_mut()), Poll::Ready(Err(_))));
        assert!(matches!(poll(one.as_mut()), Poll::Ready(Ok(8))));
        assert_eq!(live($kind), 0);
    }};
}

#[test]
fn a_call_of_a_function_that_returns_a_future_is_in_the_future() {
    #[tracked(kind = "impl future", limit = 1)]
    fn impl_future(value: u8) -> impl Future<Output = Answer<u8>> + Send {
        let next = value + 1;
        async move {
            pause().await;
            Ok(next)
        }
    }
    #[tracked(kind = "boxed future", limit = 1)]
    fn boxed_future<'a>(value: &'a u8) -> Pin<Box<dyn Future<Output = Answer<u8>> + Send + 'a>> {
        Box::pin(async move {
            pause().await;
            Ok(*value + 1)
        })
    }
    in_flight_across_a_pause!("impl future", is_send(impl_future(7)));
    in_flight_across_a_pause!("boxed future", is_send(boxed_future(&7)));
}

#[async_trait::async_trait]
trait Service {
    async fn ask(&self, question: &str) -> Answer<u8>;
    #[tracked(kind = "by default", limit = 1)]
    async fn ask_by_default(&self) -> Answer<u8> {
        pause().await;
        Ok(8)
    }
}

trait Native {
    fn ask_natively(&mut self) -> impl Future<Output = Answer<u8>> + Send;
    #[tracked(kind = "a default body", limit = 1)]
    fn default_body(&self) -> Answer<usize> {
        Ok(live("a default body"))
    }
}

struct Server;

#[async_trait::async_trait]
impl Service for Server {
    #[tracked(kind = "async_trait", limit = 1)]
    async fn ask(&self, question: &str) -> Answer<u8> {
        pause().await;
        Ok(question.len() as u8)
    }
}

impl Native for Server {
    #[tracked(kind = "native", limit = 1)]
    async fn ask_natively(&mut self) -> Answer<u8> {
        pause().await;
        Ok(8)
    }
}

#[test]
fn a_call_in_a_trait_is_tracked_in_the_implementation_or_in_the_default_body() {
    in_flight_across_a_pause!("async_trait", is_send(Server.ask("question")));
    in_flight_across_a_pause!("by default", is_send(Server.ask_by_default()));
    let mut server = (Server, Server);
    let mut first = pin!(is_send(server.0.ask_natively()));
    assert!(poll(first.as_mut()).is_pending());
    assert!(matches!(poll(pin!(server.1.ask_natively())), Poll::Ready(Err(_))));
    assert!(matches!(poll(first.as_mut()), Poll::Ready(Ok(8))));
    assert_eq!(Server.default_body().unwrap(), 1);
}

#[test]
fn the_site_is_the_function_or_its_caller_if_it_tracks_that() {
    const LINE: u32 = line!() + 2;
    #[tracked(kind = "own site", limit = 1)]
    fn own_site() -> Answer<Option<u32>> {
        Ok(in_flight("own site").1)
    }
    #[tracked(kind = "caller's site", limit = 1)]
    #[track_caller]
    fn callers_site() -> Answer<Option<u32>> {
        assert_eq!(Some(Location::caller().line()), in_flight("caller's site").1);
        Ok(in_flight("caller's site").1)
    }
    #[tracked(kind = "async site", limit = 1)]
    async fn async_site() -> Answer<Option<u32>> {
        Ok(in_flight("async site").1)
    }
    assert_eq!(own_site().unwrap(), Some(LINE));
    assert_eq!(callers_site().unwrap(), Some(line!()));
    assert!(matches!(poll(pin!(async_site())), Poll::Ready(Ok(Some(line))) if line == LINE + 10));
}

#[test]
fn a_denial_becomes_the_errors_of_the_function() {
    #[derive(Debug)]
    enum Failure {
        Busy(AcquireError),
    }
    impl fmt::Display for Failure {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let Failure::Busy(denied) = self;
            denied.fmt(f)
        }
    }
    impl From<AcquireError> for Failure {
        fn from(denied: AcquireError) -> Self {
            Failure::Busy(denied)
        }
    }
    #[tracked(kind = "own error", limit = 1)]
    fn own_error() -> Result<(), Failure> {
        own_error()
    }
    #[tracked(kind = "boxed error", limit = 1)]
    fn boxed_error() -> Result<(), Box<dyn Error + Send + Sync>> {
        boxed_error()
    }
    let Failure::Busy(denied) = own_error().unwrap_err();
    assert_eq!(denied.kind().name(), "own error");
    assert!(boxed_error().unwrap_err().to_string().starts_with("boxed error limit reached"));
}

#[test]
fn one_kind_a_function_whatever_its_parameters_and_registered_if_never_made() {
    #[tracked(kind = "generic", limit = 1)]
    fn generic<T: Copy, const N: usize>(value: T, inner: Option<&dyn Fn() -> bool>) -> Answer<([T; N], bool)> {
        Ok(([value; N], inner.is_none_or(|inner| inner())))
    }
    let other = || generic::<u8, 2>(1, None).is_err();
    assert_eq!(generic::<char, 1>('x', Some(&other)).unwrap(), (['x'], true));

    #[allow(dead_code)]
    #[tracked(kind = "never made", limit = 4)]
    fn never_made<T>(value: T) -> Answer<T> {
        Ok(value)
    }
    assert!(kinds().iter().any(|kind| kind.name() == "never made" && kind.limit() == Some(4)));
}

#[test]
fn an_async_call_over_the_limit_waits_if_it_may() {
    #[tracked(kind = "waiting", limit = 1, on_limit = "wait")]
    async fn waiting(value: &str) -> Answer<usize> {
        pause().await;
        Ok(value.len())
    }
    let (mut one, mut two) = (pin!(is_send(waiting("one"))), Box::pin(waiting("two")));
    let mut three = pin!(waiting("three"));
    assert!(poll(one.as_mut()).is_pending() && poll(two.as_mut()).is_pending() && poll(three.as_mut()).is_pending());
    assert_eq!(live("waiting"), 1);
    assert!(matches!(poll(one.as_mut()), Poll::Ready(Ok(3))));
    // The second has the place, and gives it to the third when it is gone.
    drop(two);
    assert!(poll(three.as_mut()).is_pending());
    assert_eq!(live("waiting"), 1);
    assert!(matches!(poll(three.as_mut()), Poll::Ready(Ok(5))));
}

#[test]
fn a_call_that_waits_may_have_its_time() {
    #[tracked(kind = "timed", limit = 1, on_limit = "wait 5ms")]
    fn timed(depth: u8) -> Answer<usize> {
        if depth == 0 { Ok(live("timed")) } else { timed(depth - 1) }
    }
    assert_eq!(timed(0).unwrap(), 1);
    assert_eq!(timed(1).unwrap_err().reason(), Reason::Timeout);

    /// A future that is made by hand, as `async_trait` does.
    #[tracked(kind = "boxed", limit = 1, on_limit = "wait 1 us")]
    fn boxed<'a>(value: &'a str) -> Pin<Box<dyn Future<Output = Answer<&'a str>> + Send + 'a>> {
        Box::pin(async move {
            pause().await;
            Ok(value)
        })
    }
    let (mut one, mut two) = (boxed("one"), boxed("two"));
    assert!(poll(one.as_mut()).is_pending());
    let denied = loop {
        match poll(two.as_mut()) {
            Poll::Ready(answer) => break answer.unwrap_err(),
            Poll::Pending => std::thread::yield_now(),
        }
    };
    assert_eq!(denied.reason(), Reason::Timeout);
    assert!(matches!(poll(one.as_mut()), Poll::Ready(Ok("one"))));
}

#[test]
fn calls_of_several_functions_are_within_one_budget() {
    budget! { static UPSTREAM: limit = 2 }
    #[tracked(limit = 2, within = UPSTREAM)]
    fn outer(depth: u32) -> Answer<usize> {
        if depth > 1 { outer(depth - 1) } else { inner() }
    }
    #[tracked(kind = "within_inner", limit = 2, within = UPSTREAM)]
    fn inner() -> Answer<usize> {
        Ok(UPSTREAM.budget().used())
    }
    assert_eq!(outer(1).unwrap(), 2);
    let denied = outer(2).unwrap_err();
    assert_eq!((denied.reason(), denied.kind().name()), (Reason::Ancestor, "within_inner"));
    assert_eq!(UPSTREAM.budget().used(), 0);
}
