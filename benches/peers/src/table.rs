//! The table, as Markdown, and what follows from it.

use std::fmt;

use crate::case::CASES;
use crate::row::{Kind, ROWS};

/// A cell: what was measured, and the footnote.
#[derive(Clone, Copy, Default)]
pub(crate) struct Entry {
    pub(crate) nanoseconds: Option<f64>,
    pub(crate) note: Option<usize>,
}

/// The rows are [`ROWS`], the columns [`CASES`].
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) entries: [[Entry; CASES.len()]; ROWS.len()],
    /// Of the first case.
    pub(crate) allocations: [u64; ROWS.len()],
    pub(crate) notes: Vec<String>,
}

impl Table {
    /// Keeps a footnote and returns its number.
    pub(crate) fn add_note(&mut self, note: String) -> usize {
        self.notes.push(note);
        self.notes.len()
    }

    /// The row of a name, and how long its URL of the first case takes.
    fn of_first_case(&self, is_wanted: impl Fn(usize) -> bool) -> Option<(&'static str, f64)> {
        let rows = (0..ROWS.len()).filter(|&row| is_wanted(row));
        let times = rows.filter_map(|row| Some((ROWS[row].name, self.entries[row][0].nanoseconds?)));
        times.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// How many times as fast as the fastest peer presign is, in the first case.
    fn conclusion(&self) -> Option<String> {
        let (peer, fastest) = self.of_first_case(|row| matches!(ROWS[row].kind, Kind::Peer(_)))?;
        let (_, warm) = self.of_first_case(|row| ROWS[row].name == "presign, warm")?;
        let (_, cold) = self.of_first_case(|row| ROWS[row].name == "presign, cold")?;
        let case = CASES[0].name;
        let (warm, cold) = (fastest / warm, fastest / cold);
        Some(format!(
            "presign, warm: {warm:.1} times as fast as the fastest peer on {case} ({peer}).\n\
             presign, cold: {cold:.1} times as fast."
        ))
    }

    /// Of the row's own blocks, in the same run.
    fn floor(&self, row: usize, case: usize) -> Option<f64> {
        let blocks = |row: usize| (ROWS[row].blocks)(&CASES[case]);
        let is_floor = |&other: &usize| matches!(ROWS[other].kind, Kind::Floor) && blocks(other) == blocks(row);
        self.entries[(0..ROWS.len()).find(is_floor)?][case].nanoseconds
    }

    fn cell(&self, row: usize, case: usize) -> String {
        let Entry { nanoseconds, note } = self.entries[row][case];
        let mark = note.map(|number| format!(" (note {number})")).unwrap_or_default();
        match (nanoseconds, self.floor(row, case)) {
            (Some(time), Some(floor)) => format!("{time:.0} ({:.1}){mark}", time / floor),
            _ => format!("–{mark}"),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {:14} |", "")?;
        for case in &CASES {
            write!(f, " {:>12} |", case.name)?;
        }
        writeln!(f, " {:>12} |", "allocations")?;
        write!(f, "|{:-<16}|", "")?;
        for _ in 0..=CASES.len() {
            write!(f, "{:->13}:|", "")?;
        }
        writeln!(f)?;
        for (row, allocations) in self.allocations.iter().enumerate() {
            write!(f, "| {:14} |", ROWS[row].name)?;
            for case in 0..CASES.len() {
                write!(f, " {:>12} |", self.cell(row, case))?;
            }
            writeln!(f, " {allocations:>12} |")?;
        }
        writeln!(f, "\nNanoseconds for a URL (times the floor); allocations for a URL of {}.", CASES[0].name)?;
        for (index, note) in self.notes.iter().enumerate() {
            writeln!(f, "- note {}: {note}", index + 1)?;
        }
        writeln!(f, "\n{}", self.conclusion().unwrap_or_default())
    }
}
