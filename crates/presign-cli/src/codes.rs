//! What the codes of errors mean: the page of the library's documentation, one code at a time.

use serde::Serialize;

use crate::failure::Failure;
use crate::output;

/// The page itself, by a link.
const PAGE: &str = include_str!("errors.md");

/// A row of the page.
#[derive(Serialize)]
pub(crate) struct Entry {
    code: &'static str,
    kind: &'static str,
    cause: &'static str,
    way_out: &'static str,
}

impl Entry {
    /// The row of a code, if the text is one.
    pub(crate) fn find(text: &str) -> Option<Self> {
        PAGE.split("\n## ").skip(1).find_map(|section| {
            let (kind, rows) = section.split_once('\n')?;
            let row = rows.lines().find_map(|line| line.strip_prefix(&format!("| `{}` | ", text.trim())))?;
            let (cause, way_out) = row.strip_suffix(" |")?.split_once(" | ")?;
            let (at, _) = PAGE.match_indices(row).next()?;
            let code = PAGE[..at].strip_suffix("` | ")?.rsplit('`').next()?;
            Some(Self { code, kind, cause, way_out })
        })
    }

    pub(crate) fn print(&self, json: bool) -> Result<(), Failure> {
        if json {
            return output::print_json(self);
        }
        let Self { code, kind, cause, way_out } = self;
        output::print(format!("{code} ({kind})\n{cause}\n{way_out}\n").as_bytes())
    }
}
