//! How do I bound how many calls of a function are in flight?

use std::time::Duration;

use monitor::{AcquireError, Monitor, tracked};

/// The function's own error takes a denial in.
#[derive(Debug)]
enum RenderError {
    Busy(AcquireError),
    Empty,
}

impl From<AcquireError> for RenderError {
    fn from(denied: AcquireError) -> Self {
        RenderError::Busy(denied)
    }
}

/// At most two at a time. A call begins when it is first polled, and ends when it returns, panics or is dropped.
#[tracked(kind = "render", limit = 2)]
async fn render(page: &str) -> Result<String, RenderError> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    if page.is_empty() { Err(RenderError::Empty) } else { Ok(page.to_uppercase()) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RenderError> {
    // Two are in flight, the third returns at once.
    let (first, second, third) = tokio::join!(render("a"), render("b"), render("c"));
    assert_eq!((first?, second?), ("A".to_owned(), "B".to_owned()));
    match third {
        Err(RenderError::Busy(denied)) => println!("{denied}"),
        other => panic!("three were in flight: {other:?}"),
    }

    // Whatever a call comes to, it gives its place back; so does one that nobody waits for any more.
    assert!(matches!(render("").await, Err(RenderError::Empty)));
    assert!(tokio::time::timeout(Duration::from_millis(1), render("slow")).await.is_err());
    assert_eq!(render("d").await?, "D");

    let figures = Monitor::global().snapshot();
    println!("{figures}");
    let render = figures.kind("render").expect("it was called");
    assert_eq!((render.live, render.max_live, render.acquired, render.denials()), (0, 2, 5, 1));
    Ok(())
}
