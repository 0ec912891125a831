//! How does Prometheus, or anybody else, see what is going on?

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::time::Duration;

use monitor::metrics::Metrics;
use monitor::{Monitor, Snapshot, Tracked, tracked};

#[tracked(kind = "connection", limit = 4, clock = "exact")]
struct Connection;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Samples are taken from now on, once a second.
    let metrics = Metrics::start(&Monitor::global())?;

    // Whoever understands Prometheus's text can scrape it.
    let endpoint = metrics.serve("127.0.0.1:0")?;
    let held = (0..3).map(|_| Connection.track()).collect::<Result<Vec<_>, _>>()?;
    let page = scrape(endpoint.address())?;
    let live: Vec<_> =
        page.lines().filter(|line| line.starts_with("monitor_live") || line.starts_with("monitor_used")).collect();
    assert_eq!(live, [r#"monitor_live{kind="connection"} 3"#, r#"monitor_used_ratio{kind="connection"} 0.75"#]);
    println!("{}\n", live.join("\n"));

    // Anything else is a collector: it is handed a snapshot now and then, on a thread of its own.
    let (tell, told) = channel();
    let collecting = metrics.collect(Duration::from_millis(20), move |snapshot: &Snapshot| {
        let _ = tell.send(snapshot.kind("connection").map(|kind| kind.live));
    })?;
    assert_eq!(told.recv()?, Some(3));
    drop(held);
    assert!(collecting.finish(Duration::from_secs(10)), "it has sent its last");
    assert_eq!(told.iter().last(), Some(Some(0)));

    // How long they were held, to 3.2 %.
    println!("{}", Connection::account().snapshot().use_time);
    Ok(())
}

fn scrape(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut page = String::new();
    stream.read_to_string(&mut page)?;
    Ok(page)
}
