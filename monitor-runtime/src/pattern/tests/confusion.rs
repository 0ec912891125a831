//! Which shapes are taken for which.

use std::fmt::Write as _;
use std::ops::Range;

use super::super::{Pattern, Shape};
use super::draw::{Draw, Drawn, SHAPES};

/// Draws a trace of a shape.
pub(super) type Generator = fn(Shape, &mut Draw) -> Drawn;

/// What was taken for what, and how sure it was.
#[derive(Default, Clone)]
pub(super) struct Confusion {
    counts: [[usize; SHAPES.len()]; SHAPES.len()],
    /// How sure it was when it was right.
    pub(super) right: Vec<f64>,
    /// And when it was wrong.
    pub(super) wrong: Vec<f64>,
}

impl Confusion {
    /// So many traces of each shape.
    pub(super) fn of(generator: Generator, seed: u64, traces: usize) -> Confusion {
        let mut draw = Draw::seeded(seed);
        let mut confusion = Confusion::default();
        for _ in 0..traces {
            for shape in SHAPES {
                confusion.add(shape, &generator(shape, &mut draw).pattern());
            }
        }
        confusion
    }

    fn add(&mut self, truth: Shape, pattern: &Pattern) {
        let index = |shape| SHAPES.iter().position(|s| *s == shape).expect("all are there");
        self.counts[index(truth)][index(pattern.shape)] += 1;
        if truth == pattern.shape { &mut self.right } else { &mut self.wrong }.push(pattern.confidence);
    }

    pub(super) fn merge(&mut self, other: &Confusion) {
        for (row, other) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *row += other;
        }
        self.right.extend(&other.right);
        self.wrong.extend(&other.wrong);
    }

    /// The share that is right of one shape, by its place in [`SHAPES`].
    pub(super) fn recognised(&self, shape: usize) -> f64 {
        self.counts[shape][shape] as f64 / self.counts[shape].iter().sum::<usize>() as f64
    }

    pub(super) fn recognised_of_all(&self) -> f64 {
        self.right.len() as f64 / (self.right.len() + self.wrong.len()) as f64
    }

    /// How many are right of those of which it is so sure.
    pub(super) fn right_at(&self, confidence: Range<f64>) -> Option<f64> {
        let among = |those: &[f64]| those.iter().filter(|c| confidence.contains(c)).count() as f64;
        let (right, wrong) = (among(&self.right), among(&self.wrong));
        (right + wrong > 0.0).then(|| right / (right + wrong))
    }

    /// A row for each shape, with the share that is right; then how sure it was, and how many are right of those of which it was so sure.
    pub(super) fn table(&self, title: &str) -> String {
        let mut table = format!("{title:<10}");
        SHAPES.iter().for_each(|shape| write!(table, "{shape:>10}").unwrap());
        for (row, shape) in SHAPES.iter().enumerate() {
            write!(table, "\n{shape:<10}").unwrap();
            self.counts[row].iter().for_each(|count| write!(table, "{count:>10}").unwrap());
            write!(table, "   {:.3}", self.recognised(row)).unwrap();
        }
        let (right, wrong) = (mean(&self.right), mean(&self.wrong));
        write!(
            table,
            "\nright {:.4}; confidence {right:.2} if right, {wrong:.2} if wrong; right at",
            self.recognised_of_all()
        )
        .unwrap();
        for from in [0.2, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let to = if from == 0.2 { 0.5 } else { from + 0.1 };
            if let Some(right) = self.right_at(from..to) {
                write!(table, " {from}: {right:.2}").unwrap();
            }
        }
        table + "\n"
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
