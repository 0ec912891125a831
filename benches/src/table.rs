//! Aligned columns of text, for people.

use std::fmt::{self, Display};

/// A table whose first column is text and whose other columns are numbers, kept to the right.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings and no rows yet.
    pub fn new<const COLUMNS: usize>(headings: [&str; COLUMNS]) -> Self {
        Table { rows: vec![headings.map(str::to_owned).to_vec()] }
    }

    /// Adds a row, one cell for each heading.
    pub fn row<const COLUMNS: usize>(&mut self, cells: [String; COLUMNS]) {
        debug_assert_eq!(COLUMNS, self.rows[0].len());
        self.rows.push(cells.to_vec());
    }

    /// Whether it has headings only.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    fn widths(&self) -> Vec<usize> {
        let column = |index: usize| self.rows.iter().map(|row| row[index].chars().count()).max().unwrap_or(0);
        (0..self.rows[0].len()).map(column).collect()
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for (index, row) in self.rows.iter().enumerate() {
            write!(f, "{:<width$}", row[0], width = widths[0])?;
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
            if index == 0 {
                let total = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
                writeln!(f, "{}", "-".repeat(total))?;
            }
        }
        Ok(())
    }
}

/// A time for people: two decimals, or a dash when there is none.
pub fn decimals(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn names_stand_to_the_left_and_numbers_to_the_right() {
        let mut table = Table::new(["case", "ns"]);
        table.row(["longer name".to_owned(), "1.25".to_owned()]);
        table.row(["x".to_owned(), "130.00".to_owned()]);
        let expected = "\
case             ns
-------------------
longer name    1.25
x            130.00
";
        assert_eq!(table.to_string(), expected);
    }
}
