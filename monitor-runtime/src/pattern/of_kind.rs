//! The pattern of a kind that is measured.

use super::{Pattern, SAMPLES_MIN, Trace};
use crate::histogram::Histogram;
use crate::metrics::{Metrics, Series};

impl Metrics {
    /// What the use of a kind looks like: over the last five minutes, with how long those had lived that were ever released.
    ///
    /// `None` if it is a line's series, or if there are fewer than [`SAMPLES_MIN`] samples, and one before them.
    ///
    /// Cost: some milliseconds.
    pub fn pattern(&self, series: &Series) -> Option<Pattern> {
        let samples = self.samples(series);
        // One more, since what was acquired before the first is not known.
        if series.site.is_some() || samples.len() <= SAMPLES_MIN {
            return None;
        }
        let steps = samples.len() - 1;
        let step = (samples[steps].at - samples[0].at) / steps as u32;
        let live: Vec<f64> = samples.iter().map(|sample| sample.live as f64).collect();
        let sums: Vec<u64> =
            samples.iter().map(|sample| sample.sums.map(|sums| sums.acquired)).collect::<Option<_>>()?;
        let acquired: Vec<f64> = sums.windows(2).map(|sums| sums[1].saturating_sub(sums[0]) as f64).collect();
        let mut accounts = self.monitor().accounts().used();
        let account = accounts.find(|account| {
            let kind = account.kind();
            (kind.name(), kind.declared_at()) == (series.kind, series.declared_at)
        })?;
        let use_time = Histogram::of(&account.reading().use_time);
        let lifetimes: Vec<_> = use_time.bins().iter().map(|bin| (bin.middle(), bin.count)).collect();
        Pattern::of(&Trace { step, live: &live[1..], acquired: &acquired, lifetimes: &lifetimes })
    }
}
