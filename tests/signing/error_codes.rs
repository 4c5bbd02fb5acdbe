//! The page of error codes against the table in the source, which is all that there is to list.

use std::collections::BTreeSet;
use std::fs;

/// The codes and kinds of a text, by what stands around them.
fn source() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/error/facts.rs")).unwrap();
    let (_, table) = text.split_once("fn facts").expect("the table of codes");
    let rows = table.lines().filter_map(|line| line.split_once("=> (\"")?.1.split_once("\", ErrorKind::"));
    rows.map(|(code, kind)| (code.to_owned(), kind.trim_end_matches("),").to_owned())).collect()
}

fn page() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md")).unwrap();
    let mut sections = text.split("\n## ");
    sections.next();
    let rows = sections.flat_map(|section| {
        let (kind, rows) = section.split_once('\n').unwrap();
        rows.lines()
            .filter_map(move |line| Some((line.strip_prefix("| `")?.split_once('`')?.0.to_owned(), kind.to_owned())))
    });
    rows.collect()
}

#[test]
fn the_page_lists_every_code_once_under_its_kind() {
    let (source, page) = (source(), page());
    assert_eq!(page, source);
    assert!(source.len() > 80, "{}", source.len());
    let codes: BTreeSet<_> = source.iter().map(|(code, _)| code).collect();
    assert_eq!(codes.len(), source.len(), "a code stands for one kind");
    let is_kebab = |code: &&String| code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    assert!(codes.iter().all(is_kebab), "{codes:?}");
}
