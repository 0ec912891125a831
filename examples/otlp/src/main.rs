//! How do the figures come to an OpenTelemetry collector?
//!
//! `OTEL_EXPORTER_OTLP_ENDPOINT` says where it is, as with every other exporter: `http://localhost:4318` if it says nothing.

use std::time::Duration;

use monitor::metrics::{Instruments, Metrics};
use monitor::{Monitor, Tracked, tracked};
use opentelemetry::metrics::MeterProvider;
use opentelemetry_otlp::{MetricExporter, Protocol, WithExportConfig};
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

#[tracked(kind = "connection", limit = 4, clock = "exact")]
struct Connection;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exporter = MetricExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
    let reader = PeriodicReader::builder(exporter).with_interval(Duration::from_secs(10)).build();
    let provider = SdkMeterProvider::builder().with_reader(reader).build();

    // The instruments tell of the last snapshot, which is taken more often than the reader asks.
    let metrics = Metrics::start(&Monitor::global())?;
    let instruments = Instruments::new(&provider.meter("safety-monitor"));
    let collecting = metrics.collect(Duration::from_secs(5), instruments)?;

    let _held = (Connection.track()?, Connection.track()?);
    drop(Connection.track()?);

    // At the end of a program: a last snapshot, and then a last export.
    assert!(collecting.finish(Duration::from_secs(10)), "the collector hangs");
    provider.shutdown().map_err(|error| {
        format!("no collector took the figures ({error}); is one at OTEL_EXPORTER_OTLP_ENDPOINT, or at http://localhost:4318?")
    })?;
    println!("exported");
    Ok(())
}
