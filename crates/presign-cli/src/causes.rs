//! The causes that `explain` names: the page of the library's documentation, one cause at a time.

use std::fmt::Write as _;

use serde::Serialize;

use crate::codes::SITE;
use crate::failure::Failure;
use crate::output;

/// The page itself, by a link.
const PAGE: &str = include_str!("causes.md");

/// A section of the page.
#[derive(Serialize)]
pub(crate) struct Cause {
    /// As the comparison calls it.
    kind: &'static str,
    what: String,
    how_to_see_it: String,
    what_to_do: String,
    settings: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    tool: &'static str,
    line: String,
}

impl Cause {
    /// The section whose name a word is.
    pub(crate) fn find(word: &str) -> Option<Self> {
        PAGE.split("\n## `").skip(1).find_map(|section| {
            let (kind, rest) = section.split_once("`\n")?;
            (kind == word).then(|| Self::read(kind, rest))
        })
    }

    fn read(kind: &'static str, section: &'static str) -> Self {
        let paragraphs = || section.split("\n\n").map(|text| text.trim().replace('\n', " "));
        let after = |start: &str| paragraphs().find_map(|text| text.strip_prefix(start).map(str::to_owned));
        let setting = |line: &'static str| {
            let (tool, line) = line.strip_prefix("| ")?.strip_suffix("` |")?.split_once(" | `")?;
            Some(Setting { tool, line: line.replace("\\|", "|") })
        };
        Self {
            kind,
            what: paragraphs().find(|text| !text.is_empty()).unwrap_or_default(),
            how_to_see_it: after("See it: ").unwrap_or_default(),
            what_to_do: after("Do: ").unwrap_or_default(),
            settings: section.lines().filter_map(setting).collect(),
        }
    }

    pub(crate) fn print(&self, json: bool) -> Result<(), Failure> {
        if json {
            return output::print_json(self);
        }
        let Self { kind, what, how_to_see_it, what_to_do, settings } = self;
        let mut text = format!("{kind} (cause)\n{what}\n{how_to_see_it}\n{what_to_do}\n");
        for Setting { tool, line } in settings {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "  {tool}: {line}");
        }
        output::print(format!("{text}{SITE}#{kind}\n").as_bytes())
    }
}
