//! A small stopwatch.

use std::time::{Duration, Instant};

const BATCHES: usize = 101;
const BATCH: Duration = Duration::from_micros(1500);

/// One thing that is timed, in batches that take about the same time whatever it is.
pub(crate) struct Cell {
    work: Box<dyn FnMut()>,
    per_batch: u32,
    /// Nanoseconds for one, of each batch.
    samples: Vec<f64>,
}

impl Cell {
    /// Warms up, and finds how many make a batch.
    pub(crate) fn new(work: impl FnMut() + 'static) -> Self {
        let mut cell = Self { work: Box::new(work), per_batch: 1, samples: Vec::with_capacity(BATCHES) };
        let start = Instant::now();
        while start.elapsed() < 20 * BATCH {
            let nanoseconds = cell.batch();
            cell.per_batch = to_count(BATCH.as_secs_f64() * 1e9 / nanoseconds);
        }
        cell
    }

    /// Nanoseconds for one.
    fn batch(&mut self) -> f64 {
        let start = Instant::now();
        for _ in 0..self.per_batch {
            (self.work)();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(self.per_batch)
    }

    fn median(&mut self) -> f64 {
        self.samples.sort_by(f64::total_cmp);
        self.samples[BATCHES / 2]
    }
}

/// The medians of all cells. They take turns, batch by batch, so that whatever else the machine does hits all alike.
pub(crate) fn medians(mut cells: Vec<Cell>) -> Vec<f64> {
    for _ in 0..BATCHES {
        for cell in &mut cells {
            let nanoseconds = cell.batch();
            cell.samples.push(nanoseconds);
        }
    }
    cells.iter_mut().map(Cell::median).collect()
}

/// At least one, at most some number that no batch reaches.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between the two")]
fn to_count(number: f64) -> u32 {
    number.clamp(1.0, 1e6) as u32
}
