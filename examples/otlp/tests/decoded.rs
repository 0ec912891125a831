//! What the example sends is what the published protocol says, and has the numbers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::{Metric, metric::Data, number_data_point::Value};
use prost::Message;

/// Takes one request, and answers that all is well. Gives its path, its type and its body.
fn take_one(listener: &TcpListener) -> (String, String, Vec<u8>) {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream);
    let (mut path, mut content_type, mut length) = (String::new(), String::new(), 0);
    for (number, line) in reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()).enumerate() {
        if number == 0 {
            path = line.split(' ').nth(1).unwrap().to_owned();
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "content-type" => content_type = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let answer =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    reader.get_mut().write_all(answer).unwrap();
    (path, content_type, body)
}

fn metrics(request: &ExportMetricsServiceRequest) -> Vec<&Metric> {
    let scopes = request.resource_metrics.iter().flat_map(|resource| &resource.scope_metrics);
    scopes.flat_map(|scope| &scope.metrics).collect()
}

/// The only number of a metric.
fn number(all: &[&Metric], name: &str) -> f64 {
    let metric = all.iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("no {name}"));
    let points = match metric.data.as_ref().unwrap() {
        Data::Gauge(gauge) => &gauge.data_points,
        Data::Sum(sum) => &sum.data_points,
        other => panic!("{name} is {other:?}"),
    };
    let [point] = &points[..] else { panic!("{name} has {} points", points.len()) };
    match point.value.unwrap() {
        Value::AsDouble(value) => value,
        Value::AsInt(value) => value as f64,
    }
}

#[test]
fn what_is_sent_is_what_the_protocol_says() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (send, sent) = channel();
    thread::spawn(move || send.send(take_one(&listener)).unwrap());
    let example = Command::new(env!("CARGO_BIN_EXE_safety-monitor-example-otlp"))
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .output();
    let output = example.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (path, content_type, body) = sent.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!((path.as_str(), content_type.as_str()), ("/v1/metrics", "application/x-protobuf"));
    let request = ExportMetricsServiceRequest::decode(&body[..]).unwrap();
    let all = metrics(&request);
    let numbers = [
        "monitor.live",
        "monitor.limit",
        "monitor.acquired",
        "monitor.released",
        "monitor.used",
        "monitor.use_time.count",
    ];
    assert_eq!(numbers.map(|name| number(&all, name)), [2.0, 4.0, 3.0, 1.0, 0.5, 1.0]);
    let acquired = all.iter().find(|metric| metric.name == "monitor.acquired").unwrap();
    assert_eq!(acquired.unit, "{handle}");
    let Some(Data::Sum(sum)) = &acquired.data else { panic!("a counter is a sum") };
    assert!(sum.is_monotonic);
}
