//! Handles that pass traits on, to what they deref to or to a field.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Ready, ready};
use std::io::{self, BufRead, Cursor, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write};
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

/// What a value does in a way of its own, its handle does in that way, and not as the rest would make it.
#[test]
fn nothing_is_done_by_default_that_the_value_does_itself() {
    #[tracked(limit = 1, forward(Read, BufRead, Write, Seek, Iterator, DoubleEndedIterator))]
    #[derive(Default)]
    struct Own(Vec<&'static str>);
    impl Read for Own {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            unreachable!()
        }
        fn read_vectored(&mut self, _: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
            self.0.push("read_vectored");
            Ok(0)
        }
        fn read_to_end(&mut self, _: &mut Vec<u8>) -> io::Result<usize> {
            self.0.push("read_to_end");
            Ok(0)
        }
        fn read_to_string(&mut self, _: &mut String) -> io::Result<usize> {
            self.0.push("read_to_string");
            Ok(0)
        }
        fn read_exact(&mut self, _: &mut [u8]) -> io::Result<()> {
            self.0.push("read_exact");
            Ok(())
        }
    }
    impl BufRead for Own {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            unreachable!()
        }
        fn consume(&mut self, _: usize) {}
        fn read_until(&mut self, _: u8, _: &mut Vec<u8>) -> io::Result<usize> {
            self.0.push("read_until");
            Ok(0)
        }
        fn skip_until(&mut self, _: u8) -> io::Result<usize> {
            self.0.push("skip_until");
            Ok(0)
        }
        fn read_line(&mut self, _: &mut String) -> io::Result<usize> {
            self.0.push("read_line");
            Ok(0)
        }
    }
    impl Write for Own {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            unreachable!()
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
        fn write_vectored(&mut self, _: &[IoSlice<'_>]) -> io::Result<usize> {
            self.0.push("write_vectored");
            Ok(0)
        }
        fn write_all(&mut self, _: &[u8]) -> io::Result<()> {
            self.0.push("write_all");
            Ok(())
        }
        fn write_fmt(&mut self, _: fmt::Arguments<'_>) -> io::Result<()> {
            self.0.push("write_fmt");
            Ok(())
        }
    }
    impl Seek for Own {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            unreachable!()
        }
        fn rewind(&mut self) -> io::Result<()> {
            self.0.push("rewind");
            Ok(())
        }
        fn stream_position(&mut self) -> io::Result<u64> {
            self.0.push("stream_position");
            Ok(0)
        }
        fn seek_relative(&mut self, _: i64) -> io::Result<()> {
            self.0.push("seek_relative");
            Ok(())
        }
    }
    impl Iterator for Own {
        type Item = u8;
        fn next(&mut self) -> Option<u8> {
            unreachable!()
        }
        fn nth(&mut self, _: usize) -> Option<u8> {
            self.0.push("nth");
            None
        }
    }
    impl DoubleEndedIterator for Own {
        fn next_back(&mut self) -> Option<u8> {
            unreachable!()
        }
        fn nth_back(&mut self, _: usize) -> Option<u8> {
            self.0.push("nth_back");
            None
        }
    }
    let mut own = Own::default().track().unwrap();
    let _ = own.nth(1);
    let _ = own.nth_back(1);
    let (mut bytes, mut text) = (vec![1], String::new());
    let done = [
        own.read_vectored(&mut []).map(drop),
        own.read_to_end(&mut bytes).map(drop),
        own.read_to_string(&mut text).map(drop),
        own.read_exact(&mut bytes),
        own.read_until(0, &mut bytes).map(drop),
        own.skip_until(0).map(drop),
        own.read_line(&mut text).map(drop),
        own.write_vectored(&[]).map(drop),
        own.write_all(&bytes),
        write!(own, "{bytes:?}"),
        own.rewind(),
        own.stream_position().map(drop),
        own.seek_relative(1),
    ];
    assert!(done.iter().all(Result::is_ok));
    let expected = [
        "nth",
        "nth_back",
        "read_vectored",
        "read_to_end",
        "read_to_string",
        "read_exact",
        "read_until",
        "skip_until",
        "read_line",
        "write_vectored",
        "write_all",
        "write_fmt",
        "rewind",
        "stream_position",
        "seek_relative",
    ];
    assert_eq!(own.0, expected);
}
