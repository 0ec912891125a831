//! What stands behind the `metrics` facade: the Prometheus recorder, without its HTTP listener.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Seconds, from a microsecond up. With buckets the recorder keeps a histogram, without them a costlier summary.
const LIFETIME_BUCKETS: [f64; 7] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0];

/// Installs the recorder. Its handle must `run_upkeep` now and then, or the recorded lifetimes pile up.
pub(crate) fn install() -> PrometheusHandle {
    PrometheusBuilder::new()
        .set_buckets(&LIFETIME_BUCKETS)
        .expect("the buckets are not empty")
        .install_recorder()
        .expect("no other recorder is installed")
}
