//! The table on the screen, at most 100 columns wide.

use std::io::{self, Write};

/// Column widths except the last, whose longest text is `NOT AS EXPECTED`.
const WIDTHS: [usize; 4] = [2, 25, 25, 25];

pub(crate) fn head(out: &mut impl Write) -> io::Result<()> {
    row(out, ["", "SENT", "EXPECTED", "ANSWERED"], "")
}

/// Writes a row: number, what was sent, what was expected, what was answered, and whether that is as it should be.
pub(crate) fn row(out: &mut impl Write, mut cells: [&str; 4], mut verdict: &str) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        for (cell, width) in cells.iter_mut().zip(WIDTHS) {
            let (now, later) = cell.split_at(fitting(cell, width));
            line.push(format!("{now:width$}"));
            *cell = later;
        }
        line.push(verdict.into());
        writeln!(out, "{}", line.join("  ").trim_end())?;
        verdict = "";
        if cells.iter().all(|cell| cell.is_empty()) {
            return Ok(());
        }
    }
}

/// How many bytes of a text go into a column: all of them, or those before the last capital that fits. Error codes are
/// one word of many capitals.
fn fitting(text: &str, width: usize) -> usize {
    if text.chars().count() <= width {
        return text.len();
    }
    let fits = || text.char_indices().take(width + 1);
    fits().filter(|(at, c)| *at > 0 && c.is_uppercase()).last().or(fits().last()).map_or(text.len(), |(at, _)| at)
}
