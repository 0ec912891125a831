//! The core while everything that there is watches it, beside the core that nobody watches: seconds of one and of the other, in turn.

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use harness::Options;
use harness::figures::Figure;
use harness::progress::Progress;
use harness::samples::Samples;
use harness::table::{Table, decimals};
use monitor::metrics::{Events, Facade, Instruments, Metrics};
use monitor::{Monitor, Tracked, tracked};
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

const UNWATCHED: &str = "ours: nobody watches, ns";
const WATCHED: &str = "ours: sampled, collected and scraped each second, ns";

const SECOND: Duration = Duration::from_secs(1);

#[tracked(kind = "watched", limit = 1024)]
struct Watched;

pub(crate) fn measure(options: &Options, table: &mut Table) -> Figure {
    let (mut unwatched, mut watched) = (Samples::default(), Samples::default());
    if options.selects(WATCHED) && options.selects(UNWATCHED) {
        let rounds = if options.quick { 4 } else { 15 };
        let mut progress = Progress::start("second", 2 * rounds);
        for _ in 0..rounds {
            unwatched.push(pairs_for(SECOND));
            progress.step();
            watched.push(while_watched(|| pairs_for(SECOND)));
            progress.step();
        }
        table.row([UNWATCHED.to_owned(), decimals(unwatched.median())]);
        table.row([WATCHED.to_owned(), decimals(watched.median())]);
    }
    Figure::at_most(1.1, "observe.acquire.core", watched.over(&unwatched).median())
}

/// What a pair takes on the mean of so long, in nanoseconds.
fn pairs_for(time: Duration) -> f64 {
    const BETWEEN_LOOKS: u32 = 10_000;
    let begun = Instant::now();
    let mut pairs = 0_u64;
    while begun.elapsed() < time {
        (0..BETWEEN_LOOKS).for_each(|_| drop(black_box(Watched.track().expect("below the limit"))));
        pairs += u64::from(BETWEEN_LOOKS);
    }
    begun.elapsed().as_nanos() as f64 / pairs as f64
}

/// What is behind the adapters: a recorder, and a reader that collects twice a second. Nothing happens that is an event.
static BEHIND: LazyLock<SdkMeterProvider> = LazyLock::new(|| {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    assert!(metrics::set_global_recorder(recorder).is_ok(), "there is another recorder");
    let reader = PeriodicReader::builder(InMemoryMetricExporter::default()).with_interval(SECOND / 2).build();
    SdkMeterProvider::builder().with_reader(reader).build()
});

/// With each adapter at work, and a scrape in the middle.
fn while_watched(work: impl FnOnce() -> f64) -> f64 {
    let metrics = Metrics::start(&Monitor::global()).expect("a thread");
    let endpoint = metrics.serve("127.0.0.1:0").expect("a port");
    let collecting = [
        metrics.collect(SECOND / 2, Facade::new()),
        metrics.collect(SECOND / 2, Events::new()),
        metrics.collect(SECOND / 2, Instruments::new(&BEHIND.meter("bench"))),
    ];
    let address = endpoint.address();
    let scraper = std::thread::spawn(move || {
        std::thread::sleep(SECOND / 2);
        scrape(address)
    });
    let took = work();
    assert!(scraper.join().is_ok_and(|page| page.contains("monitor_live{kind=\"watched\"}")), "nobody was scraped");
    // Before the next second, in which nobody is to watch.
    for collecting in collecting {
        assert!(collecting.expect("a thread").finish(10 * SECOND), "a collector hangs");
    }
    took
}

fn scrape(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("it answers");
    page
}
