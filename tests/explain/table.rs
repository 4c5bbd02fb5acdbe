//! The table that the command line is tested with too.

use presign::explain::{compare_url, inspect, read_answer};
use serde::Deserialize;

use crate::fixtures::at;

#[derive(Deserialize)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    what: String,
    url: Option<String>,
    answer: Option<String>,
    kinds: Vec<String>,
}

#[test]
fn each_row_has_its_kinds() {
    let Table { row: rows } = toml::from_str(include_str!("../vectors/answers.toml")).unwrap();
    assert_eq!(rows.len(), 34);
    for Row { what, url, answer, kinds } in rows {
        let findings = match (&url, &answer) {
            (Some(url), None) => inspect(url, at("20150830T124100Z")).findings,
            (Some(url), Some(answer)) => compare_url(url, answer).causes,
            (None, answer) => read_answer(answer.as_deref().unwrap_or_default()).causes,
        };
        let found: Vec<_> = findings.iter().map(presign::explain::Finding::kind).collect();
        assert_eq!(found, kinds, "{what}: {findings:?}");
    }
}
