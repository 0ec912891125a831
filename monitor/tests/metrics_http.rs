//! The endpoint that Prometheus scrapes.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use monitor::metrics::{Endpoint, Metrics};
use monitor::{Monitor, Tracked, tracked};

#[tracked(kind = "scraped", limit = 3)]
struct Scraped;

fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "{request}\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_serves_what_is_asked_for_until_it_is_dropped() {
    let monitor = Monitor::new();
    let _held = monitor.account::<Scraped>().try_acquire().unwrap();
    let endpoint = Metrics::by_hand(&monitor).serve("127.0.0.1:0").unwrap();
    let address = endpoint.address();
    let plain = ask(address, "GET /metrics HTTP/1.1");
    assert!(plain.starts_with("HTTP/1.1 200 OK\r\n") && plain.contains("text/plain; version=0.0.4"), "{plain}");
    assert!(plain.contains("monitor_live{kind=\"scraped\"} 1\n"), "{plain}");
    let open = ask(address, "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text; version=1.0.0");
    assert!(open.contains("application/openmetrics-text") && open.contains("# EOF\n"), "{open}");
    assert!(ask(address, "GET / HTTP/1.1").starts_with("HTTP/1.1 404 "));
    assert!(ask(address, "POST /metrics HTTP/1.1").starts_with("HTTP/1.1 405 "));
    end(endpoint);
}

/// Drops it, and waits until it does not listen any more.
fn end(endpoint: Endpoint) {
    let (address, begun) = (endpoint.address(), Instant::now());
    drop(endpoint);
    while TcpListener::bind(address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it listens still");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

#[test]
fn an_address_that_is_taken_is_said_to_be() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = Metrics::by_hand(&Monitor::new());
    let error = metrics.serve(taken.local_addr().unwrap()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        $(
            #[tracked(limit = 3)]
            struct $kind;
        )*

        /// Uses many kinds in many lines, so that the page is longer than what a connection takes at once.
        fn make_the_page_long(monitor: &Monitor) {
            $(use_in_many_lines::<$kind>(monitor);)*
        }
    };
}

kinds! {
    A00 A01 A02 A03 A04 A05 A06 A07 A08 A09 B00 B01 B02 B03 B04 B05 B06 B07 B08 B09
    C00 C01 C02 C03 C04 C05 C06 C07 C08 C09 D00 D01 D02 D03 D04 D05 D06 D07 D08 D09
    E00 E01 E02 E03 E04 E05 E06 E07 E08 E09 F00 F01 F02 F03 F04 F05 F06 F07 F08 F09
    G00 G01 G02 G03 G04 G05 G06 G07 G08 G09 H00 H01 H02 H03 H04 H05 H06 H07 H08 H09
    I00 I01 I02 I03 I04 I05 I06 I07 I08 I09 J00 J01 J02 J03 J04 J05 J06 J07 J08 J09
    K00 K01 K02 K03 K04 K05 K06 K07 K08 K09 L00 L01 L02 L03 L04 L05 L06 L07 L08 L09
}

fn use_in_many_lines<T: Tracked>(monitor: &Monitor) {
    let account = monitor.account::<T>();
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
    drop(account.try_acquire().unwrap());
}

#[test]
fn an_answer_that_is_under_way_when_it_is_dropped_is_whole() {
    let monitor = Monitor::new();
    make_the_page_long(&monitor);
    let endpoint = Metrics::by_hand(&monitor).serve("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(endpoint.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: here\r\nAccept: application/openmetrics-text\r\n\r\n").unwrap();
    let mut answer = vec![0];
    stream.read_exact(&mut answer).unwrap();
    end(endpoint);
    stream.read_to_end(&mut answer).unwrap();
    let (head, page) = std::str::from_utf8(&answer).unwrap().split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}", page.len())), "{} bytes come of {head}", page.len());
    assert!(page.ends_with("# EOF\n"));
    assert!(page.len() > 4_500_000, "{} bytes fit into the buffers of a connection", page.len());
}

#[test]
fn who_never_ends_its_request_does_not_keep_it_from_ending() {
    let endpoint = Metrics::by_hand(&Monitor::new()).serve("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(endpoint.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /metr").unwrap();
    drop(endpoint);
    let mut answer = Vec::new();
    // A reset ends it, too.
    let end = stream.read_to_end(&mut answer).map_err(|error| error.kind());
    assert!(!matches!(end, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "it waits still");
}
