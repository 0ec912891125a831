//! Tables and figures for people.

use std::fmt;
use std::time::Duration;

/// Which side of its column a cell keeps to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows under headings, in columns as wide as they must be.
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        Table { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head: Vec<String> = self.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let lines = std::iter::once(&head).chain(&self.rows);
        let width = |column: usize| lines.clone().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        for (number, cells) in lines.clone().enumerate() {
            let mut line = String::new();
            for ((cell, &width), (_, align)) in cells.iter().zip(&widths).zip(&self.columns) {
                match align {
                    Align::Left => line += &format!("{cell:<width$}   "),
                    Align::Right => line += &format!("{cell:>width$}   "),
                }
            }
            if number > 0 {
                f.write_str("\n")?;
            }
            f.write_str(line.trim_end())?;
        }
        Ok(())
    }
}

/// A whole number with its thousands apart: `18,022`.
pub(crate) struct Grouped(pub(crate) u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// A duration in the unit that suits it, to two or three digits: `1.2 ms`, `12.4 s`, `3 min 20 s`.
pub(crate) struct ShortDuration(pub(crate) Duration);

impl fmt::Display for ShortDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds >= 3600 {
            return write!(f, "{} h {} min", seconds / 3600, seconds % 3600 / 60);
        }
        if seconds >= 60 {
            return write!(f, "{} min {} s", seconds / 60, seconds % 60);
        }
        let nanos = self.0.as_nanos() as f64;
        let (value, unit) = match nanos {
            n if n >= 1e9 => (n / 1e9, "s"),
            n if n >= 1e6 => (n / 1e6, "ms"),
            n if n >= 1e3 => (n / 1e3, "µs"),
            n => (n, "ns"),
        };
        let digits = if value < 9.95 && unit != "ns" { 1 } else { 0 };
        let digits = if unit == "s" { 1 } else { digits };
        write!(f, "{value:.digits$} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_from_the_right() {
        let shown = [0, 999, 1000, 18_022, 1_048_576].map(|n| Grouped(n).to_string());
        assert_eq!(shown, ["0", "999", "1,000", "18,022", "1,048,576"]);
    }

    #[test]
    fn durations_take_the_unit_that_suits_them() {
        let shown = [870, 1_200, 48_000_000, 12_400_000_000, 200_000_000_000, 7_260_000_000_000]
            .map(|nanos| ShortDuration(Duration::from_nanos(nanos)).to_string());
        assert_eq!(shown, ["870 ns", "1.2 µs", "48 ms", "12.4 s", "3 min 20 s", "2 h 1 min"]);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&[("kind", Align::Left), ("live", Align::Right)]);
        table.row(vec!["client".into(), "7".into()]);
        table.row(vec!["db".into(), "12,345".into()]);
        assert_eq!(table.to_string(), "kind       live\nclient        7\ndb       12,345");
    }
}
