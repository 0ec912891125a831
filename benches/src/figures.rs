//! Figures: the numbers that are kept from run to run, each with the bound that it must not pass.

use std::fmt::{self, Display};

use crate::results::Results;
use crate::samples::Samples;
use crate::table::Table;

/// The samples of one case on one thread, or on two.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// On one thread.
    Alone(&'static str),
    /// On two threads at once.
    Together(&'static str),
}

impl Of {
    fn samples(self, results: &Results) -> &Samples {
        match self {
            Of::Alone(case) => results.alone(case),
            Of::Together(case) => results.together(case),
        }
    }
}

/// A figure that is the cost of one case over that of another, paired within each round.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    name: &'static str,
    ours: Of,
    theirs: Of,
    bound: Option<f64>,
}

impl Ratio {
    /// A ratio that may not be greater than `bound`.
    pub const fn at_most(bound: f64, name: &'static str, ours: Of, theirs: Of) -> Self {
        Ratio { name, ours, theirs, bound: Some(bound) }
    }

    /// A ratio that is only told.
    pub const fn told(name: &'static str, ours: Of, theirs: Of) -> Self {
        Ratio { name, ours, theirs, bound: None }
    }

    /// The median of the ratios of all rounds.
    pub fn evaluate(&self, results: &Results) -> Figure {
        let ratios = self.ours.samples(results).over(self.theirs.samples(results));
        Figure { name: self.name, value: ratios.median(), bound: self.bound }
    }
}

/// A named number and its bound.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    name: &'static str,
    value: Option<f64>,
    bound: Option<f64>,
}

impl Figure {
    /// A number that may not be greater than `bound`; no value means that it was not measured.
    pub const fn at_most(bound: f64, name: &'static str, value: Option<f64>) -> Self {
        Figure { name, value, bound: Some(bound) }
    }

    /// A number that is only told.
    pub const fn told(name: &'static str, value: Option<f64>) -> Self {
        Figure { name, value, bound: None }
    }
}

/// All figures of a run: a table for people, then one line each for programs.
pub struct Report(Vec<Figure>);

impl Report {
    /// A report of these figures, in this order.
    pub fn new(figures: impl IntoIterator<Item = Figure>) -> Self {
        Report(figures.into_iter().collect())
    }

    fn table(&self) -> Table {
        let mut table = Table::new(["figure", "value", "bound", "verdict"]);
        for Figure { name, value, bound } in &self.0 {
            let Some(value) = *value else { continue };
            let verdict = match bound {
                Some(bound) if value <= *bound => "met",
                Some(_) => "missed",
                None => "-",
            };
            let bound = bound.map_or_else(|| "-".to_owned(), |bound| bound.to_string());
            table.row([(*name).to_owned(), plain(value), bound, verdict.to_owned()]);
        }
        table
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.table())?;
        let missing: Vec<_> = self.0.iter().filter(|figure| figure.value.is_none()).map(|figure| figure.name).collect();
        if !missing.is_empty() {
            writeln!(f, "left out, because not all they need was run: {}\n", missing.join(", "))?;
        }
        for figure in &self.0 {
            if let Some(value) = figure.value {
                writeln!(f, "figure {} {}", figure.name, plain(value))?;
            }
        }
        Ok(())
    }
}

/// A number without an exponent, with three decimals at least and three significant digits at least.
fn plain(value: f64) -> String {
    let magnitude = if value == 0.0 { 0.0 } else { value.abs().log10() };
    let leading_zeros = (-magnitude).floor().max(0.0) as usize;
    format!("{value:.decimals$}", decimals = 3 + leading_zeros)
}

#[cfg(test)]
mod tests {
    use super::{Figure, Report, plain};

    #[test]
    fn small_and_large_numbers_keep_three_digits() {
        assert_eq!(plain(0.012_345), "0.0123");
        assert_eq!(plain(0.5), "0.500");
        assert_eq!(plain(71.25), "71.250");
        assert_eq!(plain(0.0), "0.000");
    }

    #[test]
    fn each_figure_is_told_to_people_and_to_programs() {
        let report = Report::new([
            Figure::at_most(0.5, "kept", Some(0.25)),
            Figure::at_most(0.5, "broken", Some(0.75)),
            Figure::at_most(0.5, "absent", None),
        ]);
        let expected = "\
figure  value  bound  verdict
-----------------------------
kept    0.250    0.5      met
broken  0.750    0.5   missed

left out, because not all they need was run: absent

figure kept 0.250
figure broken 0.750
";
        assert_eq!(report.to_string(), expected);
    }
}
