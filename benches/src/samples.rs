//! Nanoseconds, or ratios of them, one for each round.

/// One number for each round, in the order of the rounds; empty when the case did not run.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds the next round's number.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The number in the middle, or nothing when there are none.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The number that a quarter of the rounds stayed below: what the case costs on a quiet machine.
    pub fn lower_quartile(&self) -> Option<f64> {
        self.quantile(0.25)
    }

    /// This over `other`, round by round. Rounds that only one of them has are left out.
    ///
    /// The median of these is steadier than the ratio of two medians: what disturbs a round disturbs both.
    pub fn over(&self, other: &Samples) -> Samples {
        self.0.iter().zip(&other.0).map(|(ours, theirs)| ours / theirs).collect()
    }

    fn quantile(&self, part: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((sorted.len() as f64 * part) as usize).copied()
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Samples(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn the_median_is_the_number_in_the_middle() {
        let samples: Samples = [9.0, 1.0, 5.0].into_iter().collect();
        assert_eq!(samples.median(), Some(5.0));
    }

    #[test]
    fn nothing_measured_has_no_median() {
        assert_eq!(Samples::default().median(), None);
    }

    #[test]
    fn ratios_are_paired_by_round() {
        let ours: Samples = [1.0, 20.0, 300.0].into_iter().collect();
        let theirs: Samples = [2.0, 40.0, 100.0].into_iter().collect();
        assert_eq!(ours.over(&theirs).median(), Some(0.5));
    }
}
