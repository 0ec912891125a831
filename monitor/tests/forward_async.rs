//! Handles that pass on the traits of tokio and futures.

use std::collections::VecDeque;
use std::io::{Cursor, SeekFrom};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use monitor::{Tracked, tracked};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// Polls a future that never has to wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_tracked_stream_is_read_and_written_like_its_field() {
    #[tracked(limit = 2, forward(stream: AsyncRead + AsyncWrite))]
    struct Client {
        stream: tokio::io::DuplexStream,
    }
    let (near, mut far) = tokio::io::duplex(64);
    let mut client = Client { stream: near }.track().unwrap();
    now(client.write_all(b"ping")).unwrap();
    let mut heard = [0; 4];
    now(far.read_exact(&mut heard)).unwrap();
    now(far.write_all(b"pong")).unwrap();
    let mut answer = [0; 4];
    now(client.read_exact(&mut answer)).unwrap();
    assert_eq!((&heard, &answer), (b"ping", b"pong"));
    now(client.shutdown()).unwrap();
    assert_eq!(now(far.read(&mut heard)).unwrap(), 0);
}

#[test]
fn it_goes_into_tokios_own_functions() {
    #[tracked(limit = 2, transparent, forward(AsyncRead, AsyncWrite))]
    struct End(tokio::io::DuplexStream);
    let (near, mut far) = tokio::io::duplex(64);
    let mut end = End(near).track().unwrap();
    now(far.write_all(b"abc")).unwrap();
    drop(far);
    let mut copied = Vec::new();
    assert_eq!(now(tokio::io::copy(&mut end, &mut copied)).unwrap(), 3);
    assert_eq!(copied, b"abc");
}

#[test]
fn lines_are_read_and_places_sought() {
    #[tracked(limit = 2, transparent, forward(AsyncRead, AsyncBufRead, AsyncSeek))]
    struct Text(Cursor<&'static [u8]>);
    let mut text = Text(Cursor::new(b"one\ntwo\n")).track().unwrap();
    let mut line = String::new();
    now(text.read_line(&mut line)).unwrap();
    assert_eq!(line, "one\n");
    assert_eq!(now(text.seek(SeekFrom::Start(1))).unwrap(), 1);
    now(text.read_line(&mut line)).unwrap();
    assert_eq!(line, "one\nne\n");
}

#[test]
fn a_stream_of_values_is_polled_through_its_handle() {
    struct Queue(VecDeque<u8>);
    impl Stream for Queue {
        type Item = u8;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
            Poll::Ready(self.0.pop_front())
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            (self.0.len(), Some(self.0.len()))
        }
    }
    #[tracked(limit = 2, forward(queue: Stream))]
    struct Feed {
        queue: Queue,
    }
    let mut feed = Feed { queue: Queue([1, 2].into()) }.track().unwrap();
    assert_eq!(feed.size_hint(), (2, Some(2)));
    let mut next = || Pin::new(&mut feed).poll_next(&mut Context::from_waker(Waker::noop()));
    assert_eq!([next(), next(), next()], [Poll::Ready(Some(1)), Poll::Ready(Some(2)), Poll::Ready(None)]);
}
