//! All that was signed next to all that arrived.

use std::fmt::Write as _;

use presign::explain::Difference;

/// The widest that a column of values may be: longer values are continued in the next line.
const WIDEST: usize = 44;
/// What is shown where a side is not known.
const NOTHING: &str = "-";

/// Two columns, with a mark between values that differ. `side` is what the first of them shows: what was signed, or what
/// was sent.
pub(crate) fn table(lines: &[Difference], side: &str) -> String {
    let mut text = String::new();
    if lines.is_empty() {
        return text;
    }
    let width = |text: &str| text.chars().count();
    let first = lines.iter().map(|it| width(&it.line)).max().unwrap_or_default().clamp(16, WIDEST);
    let signed = |it: &Difference| it.signed.as_deref().unwrap_or(NOTHING).to_owned();
    let second = lines.iter().map(|it| width(&signed(it))).max().unwrap_or_default().clamp(6, WIDEST);
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "\n{:<first$} {side:<second$}   arrived", "");
    for it in lines {
        let mark = if it.signed.is_some() && it.received.is_some() && it.signed != it.received { "≠" } else { " " };
        let received = it.received.as_deref().unwrap_or(NOTHING);
        let columns = [pieces(&it.line, first), pieces(&signed(it), second), pieces(received, WIDEST)];
        let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
        for row in 0..rows {
            let piece = |column: &Vec<String>| column.get(row).cloned().unwrap_or_default();
            let [name, signed, received] = columns.each_ref().map(piece);
            let mark = if row == 0 { mark } else { " " };
            let line = format!("{name:<first$} {signed:<second$} {mark} {received}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text
}

fn pieces(text: &str, width: usize) -> Vec<String> {
    let characters: Vec<_> = text.chars().collect();
    characters.chunks(width).map(|piece| piece.iter().collect()).collect()
}
