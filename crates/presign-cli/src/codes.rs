//! What the codes of errors mean: the page of the library's documentation, one code at a time.

use serde::Serialize;

use crate::failure::Failure;
use crate::hint;
use crate::output;

/// The page itself, by a link.
const PAGE: &str = include_str!("errors.md");

/// The page in the browser, which has each code, and each cause, as an anchor.
pub(crate) const SITE: &str = env!("CARGO_PKG_HOMEPAGE");

/// A row of the page.
#[derive(Serialize)]
pub(crate) struct Entry {
    code: &'static str,
    kind: &'static str,
    cause: &'static str,
    way_out: &'static str,
}

impl Entry {
    /// The row of the code that a text is, or that it ends with or begins with as errors are printed.
    pub(crate) fn find(text: &str) -> Option<Self> {
        candidates(text).iter().find_map(|code| Self::of(code))
    }

    /// The code that was probably meant by a word that is not one. A long text is a request or an answer.
    pub(crate) fn near(text: &str) -> Option<String> {
        let word =
            candidates(text).pop().filter(|word| word.contains('-') && !word.starts_with('-') && word.len() < 64)?;
        let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        hint::nearest(&word, rows.map(|(code, _)| code.to_owned()))
    }

    fn of(code: &str) -> Option<Self> {
        PAGE.split("\n## ").skip(1).find_map(|section| {
            let (kind, rows) = section.split_once('\n')?;
            let row = rows.lines().find_map(|line| line.strip_prefix(&format!("| `{code}` | ")))?;
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
        output::print(format!("{code} ({kind})\n{cause}\n{way_out}\n{SITE}#{code}\n").as_bytes())
    }
}

/// What may be a code: in `Error(CODE: sentence)`, in `sentence (CODE)`, and the text itself, as people type it.
fn candidates(text: &str) -> Vec<String> {
    let text = text.trim();
    let in_debug = text.rsplit_once("Error(").and_then(|(_, rest)| rest.split_once(':')).map(|(code, _)| code);
    let at_end = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map(|(_, code)| code);
    let typed = text.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let usual = |code: &str| code.to_ascii_lowercase().replace(['_', ' '], "-");
    in_debug.into_iter().chain(at_end).chain([typed]).map(usual).collect()
}
