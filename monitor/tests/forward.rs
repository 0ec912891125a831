//! Handles that pass traits on, to what they deref to or to a field.

use std::collections::VecDeque;
use std::future::{Ready, ready};
use std::io::{BufRead, Cursor, Read, Seek, SeekFrom, Write};
use std::task::{Context, Poll, Waker};

use monitor::{Tracked, tracked};

#[test]
fn a_transparent_handle_is_its_field() {
    #[tracked(limit = 2, transparent, forward(Read, Write))]
    struct Buffer(VecDeque<u8>);
    let mut buffer = Buffer(VecDeque::new()).track().unwrap();
    buffer.push_back(1);
    buffer.write_all(&[2, 3]).unwrap();
    let mut all = Vec::new();
    buffer.read_to_end(&mut all).unwrap();
    assert_eq!((all, buffer.len()), (vec![1, 2, 3], 0));
    let whole: Buffer = BufferHandle::into_inner(buffer);
    assert!(whole.0.is_empty());
}

#[test]
fn each_trait_may_go_to_a_field_of_its_own() {
    #[tracked(limit = 2, forward(lines: Iterator, out: Write))]
    struct Both<I> {
        lines: I,
        out: Vec<u8>,
    }
    let mut both = Both { lines: ["a", "b"].into_iter(), out: Vec::new() }.track().unwrap();
    assert_eq!(both.size_hint(), (2, Some(2)));
    while let Some(line) = both.next() {
        both.write_all(line.as_bytes()).unwrap();
    }
    assert_eq!(both.out, b"ab");
}

#[test]
fn an_iterator_has_its_end_and_its_length() {
    #[tracked(limit = 2, transparent, forward(Iterator, DoubleEndedIterator, ExactSizeIterator))]
    struct Numbers(std::vec::IntoIter<u8>);
    let mut numbers = Numbers(vec![1, 2, 3].into_iter()).track().unwrap();
    assert_eq!((numbers.len(), numbers.next_back(), numbers.next(), numbers.len()), (3, Some(3), Some(1), 1));
}

#[test]
fn a_trait_of_the_value_itself_is_passed_on() {
    #[tracked(limit = 2, forward(Iterator))]
    struct Countdown(u32);
    impl Iterator for Countdown {
        type Item = u32;
        fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }
    let mut countdown = Countdown(3).track().unwrap();
    assert_eq!(countdown.next(), Some(2));
    assert_eq!(countdown.by_ref().collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn files_are_read_by_line_and_sought_in() {
    #[tracked(limit = 2, transparent, forward(Read + BufRead + Seek))]
    struct File {
        content: Cursor<&'static [u8]>,
    }
    let mut file = File { content: Cursor::new(b"one\ntwo\n") }.track().unwrap();
    assert_eq!(file.by_ref().lines().map(Result::unwrap).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(file.seek(SeekFrom::Start(4)).unwrap(), 4);
    assert_eq!(std::io::read_to_string(&mut *file).unwrap(), "two\n");
}

#[test]
fn a_future_is_awaited_through_its_handle() {
    #[tracked(limit = 2, transparent, forward(Future))]
    struct Answer(Ready<u32>);
    let mut answer = std::pin::pin!(Answer(ready(42)).track().unwrap());
    assert_eq!(answer.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(42));
}

#[cfg(unix)]
#[test]
fn a_socket_gives_its_descriptor() {
    use std::os::fd::{AsFd, AsRawFd};
    #[tracked(limit = 2, forward(stream: AsFd + AsRawFd))]
    struct Client {
        stream: std::net::UdpSocket,
    }
    let client = Client { stream: std::net::UdpSocket::bind("127.0.0.1:0").unwrap() }.track().unwrap();
    assert_eq!(client.as_fd().as_raw_fd(), client.stream.as_raw_fd());
    assert_eq!(client.as_raw_fd(), client.stream.as_raw_fd());
}
