//! The library's table of URLs and answers: the command line says what the library says, in words and in JSON.

use presign::Timestamp;
use presign::explain::{Comparison, Finding, compare_url, inspect, read_answer};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::program::{bare, file};

#[derive(Deserialize)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    what: String,
    url: Option<String>,
    answer: Option<String>,
}

fn as_json(findings: &[Finding]) -> Value {
    findings.iter().map(finding_as_json).collect()
}

fn finding_as_json(found: &Finding) -> Value {
    json!({ "kind": found.kind(), "certainty": found.certainty, "sentence": found.sentence })
}

/// With what mends them.
fn causes_as_json(comparison: &Comparison) -> Value {
    let cause = |cause: &Finding| {
        let cures: Vec<_> = comparison.cures(cause).map(|(tool, line)| json!({ "tool": tool, "line": line })).collect();
        let mut json = finding_as_json(cause);
        json["cures"] = cures.into();
        json
    };
    comparison.causes.iter().map(cause).collect()
}

#[test]
fn the_library_says_the_same() {
    let Table { row: rows } = toml::from_str(include_str!("../../../../tests/vectors/answers.toml")).unwrap();
    assert!(!rows.is_empty());
    for (at, Row { what, url, answer }) in rows.into_iter().enumerate() {
        let document = file(&format!("table-{at}"), answer.as_deref().unwrap_or_default());
        let mut arguments = vec!["explain"];
        arguments.extend(url.as_deref());
        arguments.extend(["--at", "20150830T124100Z"]);
        if answer.is_some() {
            arguments.extend(["--error", &document]);
        }
        let text = bare(&arguments).run();
        let json: Value = serde_json::from_str(&bare(&[&arguments[..], &["--json"]].concat()).run().stdout).unwrap();
        if let (Some(url), None) = (&url, &answer) {
            let inspection = inspect(url, Timestamp::parse("20150830T124100Z").unwrap());
            // The program's own line follows, where there is a signature.
            let own = text.stdout.strip_prefix(&inspection.to_string());
            let own = own.unwrap_or_else(|| panic!("{what}: {}", text.stdout));
            assert_eq!(
                own.starts_with("signature        not checked"),
                inspection.signed_with.is_some(),
                "{what}: {own}"
            );
            assert_eq!(own.lines().count(), usize::from(inspection.signed_with.is_some()), "{what}: {own}");
            assert_eq!(json["findings"], as_json(&inspection.findings), "{what}");
        } else {
            let answer = answer.unwrap_or_default();
            let comparison = url.map_or_else(|| read_answer(&answer), |url| compare_url(&url, &answer));
            // All lines of both sides follow, where one is known.
            let own = text.stdout.strip_prefix(&comparison.to_string());
            let own = own.unwrap_or_else(|| panic!("{what}: {}", text.stdout));
            assert_eq!(own.is_empty(), comparison.lines.is_empty(), "{what}: {own}");
            assert_eq!(json["causes"], causes_as_json(&comparison), "{what}");
            assert_eq!(json["findings"], as_json(&comparison.findings), "{what}");
        }
    }
}
