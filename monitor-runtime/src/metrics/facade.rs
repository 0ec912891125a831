//! For the facade `metrics`: whatever recorder the application has installed is told all figures.

use std::collections::HashMap;
use std::error::Error;

use ::metrics::{Key, Label, Level, Metadata, Recorder, with_recorder};

use super::MetricCollector;
use super::families::{FAMILIES, Family, Point, Value};
use crate::histogram::{Bin, Histogram};
use crate::snapshot::Snapshot;

/// A collector for the recorder of the crate [`metrics`](::metrics), under Prometheus's names.
///
/// Counters are set to what they are; of histograms each bin's newcomers are recorded as its middle, so the recorder's own error comes on top.
/// Without a recorder nothing happens.
#[derive(Debug, Default)]
pub struct Facade {
    /// What of each histogram was recorded already.
    recorded: HashMap<(&'static str, String), Vec<Bin>>,
}

impl Facade {
    /// One that has recorded nothing yet: at first, all that ever was is.
    #[must_use = "it is to be given to `Metrics::collect`"]
    pub fn new() -> Facade {
        Facade::default()
    }

    fn tell(&mut self, recorder: &dyn Recorder, family: &'static Family, name: &str, point: &Point<'_>) {
        const METADATA: Metadata<'_> = Metadata::new("monitor", Level::INFO, None);
        let labels: Vec<Label> =
            point.labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
        let key = Key::from_parts(name.to_owned(), labels);
        match point.value {
            Value::Counter(count) => recorder.register_counter(&key, &METADATA).absolute(count),
            Value::Gauge(value) => recorder.register_gauge(&key, &METADATA).set(value),
            Value::Histogram(histogram) => {
                let told = recorder.register_histogram(&key, &METADATA);
                let of = point.labels.iter().map(|(_, value)| *value).collect::<Vec<_>>().join("\0");
                let before = self.recorded.insert((family.name(), of), histogram.bins().to_vec()).unwrap_or_default();
                for (middle, newcomers) in newcomers(histogram, &before) {
                    told.record_many(middle, newcomers);
                }
            }
        }
    }
}

/// What has come into each bin since, as seconds and how many.
fn newcomers<'a>(now: &'a Histogram, before: &'a [Bin]) -> impl Iterator<Item = (f64, usize)> + 'a {
    let mut before = before.iter().peekable();
    now.bins().iter().filter_map(move |bin| {
        // Both are in order, and no bin ever goes.
        let counted = before.next_if(|known| known.from == bin.from).map_or(0, |known| known.count);
        let newcomers = bin.count.saturating_sub(counted);
        (newcomers > 0).then(|| (bin.middle().as_secs_f64(), newcomers as usize))
    })
}

impl MetricCollector for Facade {
    fn name(&self) -> &str {
        "metrics facade"
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        with_recorder(|recorder| {
            for family in FAMILIES {
                let name = family.prometheus_name();
                family.each(snapshot, |point| self.tell(recorder, family, &name, &point));
            }
        });
        Ok(())
    }
}
