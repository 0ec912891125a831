//! A histogram as Prometheus has it: how many durations did not exceed each of some bounds.

use std::iter;
use std::sync::LazyLock;
use std::time::Duration;

use crate::histogram::Histogram;

/// Upper bounds of buckets, wherever there are any.
const BOUNDS: [Duration; 20] = {
    const fn us(micros: u64) -> Duration {
        Duration::from_micros(micros)
    }
    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }
    [
        us(1),
        us(10),
        us(100),
        us(250),
        ms(1),
        us(2_500),
        ms(5),
        ms(10),
        ms(25),
        ms(50),
        ms(100),
        ms(250),
        ms(500),
        ms(1_000),
        ms(2_500),
        ms(5_000),
        ms(10_000),
        ms(60_000),
        ms(600_000),
        ms(3_600_000),
    ]
};

/// The same in seconds, as text.
static WRITTEN: LazyLock<[String; BOUNDS.len()]> =
    LazyLock::new(|| BOUNDS.map(|bound| bound.as_secs_f64().to_string()));

/// The buckets of a histogram, the shortest first: the bound, which the last has none of, that in seconds as the label `le` has it, and how many did
/// not exceed it.
pub(super) fn buckets(histogram: &Histogram) -> impl Iterator<Item = (Option<Duration>, &'static str, u64)> {
    let mut bins = histogram.bins().iter().peekable();
    let mut count = 0;
    let bounds = BOUNDS.iter().zip(&*WRITTEN).map(|(bound, written)| (Some(*bound), written.as_str()));
    bounds.chain(iter::once((None, "+Inf"))).map(move |(bound, le)| {
        while let Some(bin) = bins.next_if(|bin| bound.is_none_or(|bound| bin.middle() <= bound)) {
            count += bin.count;
        }
        (bound, le, count)
    })
}
