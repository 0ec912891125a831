//! The endpoint that Prometheus scrapes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use monitor::metrics::Metrics;
use monitor::{Monitor, tracked};

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
    drop(endpoint);
    let begun = Instant::now();
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
