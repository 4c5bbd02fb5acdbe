//! All that was signed next to all that arrived, line by line.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::case::Case;
use crate::explain::compare::comparison::Difference;
use crate::explain::parts::Parts;
use crate::explain::shown;

/// A line with its name and its value.
type Line = (String, String);

/// The lines of both sides. What was taken from the answer, because nobody said what was signed, is not told as signed.
pub(super) fn of_case(case: &Case<'_>) -> Vec<Difference> {
    let received = case.answer.canonical_request();
    let received = received.as_deref().and_then(Parts::parse);
    let mut lines =
        lines(case.signed.and_then(|signed| Parts::parse(&signed.canonical_request)).as_ref(), received.as_ref());
    if case.signed.is_some_and(|signed| !signed.is_complete) {
        let is_known = |line: &str| match line.strip_prefix("header ") {
            Some(name) => name == "host" || case.evidence.header(name).is_some(),
            None if line == "method" => case.evidence.method.is_some(),
            None => line != "payload hash" || case.evidence.header("x-amz-content-sha256").is_some(),
        };
        lines.iter_mut().filter(|it| !is_known(&it.line)).for_each(|it| it.signed = None);
    }
    lines
}

/// The lines of both sides, as far as they are known: method and query first, because they are what people look at
/// last.
fn lines(signed: Option<&Parts<'_>>, received: Option<&Parts<'_>>) -> Vec<Difference> {
    let received = received.map(of_request).unwrap_or_default();
    // Where the lines of each name are, in their order: there may be thousands.
    let mut places: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (at, (line, _)) in received.iter().enumerate() {
        places.entry(line).or_default().push_back(at);
    }
    let mut is_taken = alloc::vec![false; received.len()];
    let mut lines = Vec::new();
    for (line, value) in signed.map(of_request).unwrap_or_default() {
        let same = places.get_mut(line.as_str()).and_then(VecDeque::pop_front).map(|at| {
            is_taken[at] = true;
            received[at].1.clone()
        });
        lines.push(Difference { line, signed: Some(value), received: same });
    }
    let only = received.iter().zip(&is_taken).filter(|(_, is_taken)| !**is_taken).map(|(line, _)| line.clone());
    lines.extend(only.map(|(line, value)| Difference { line, signed: None, received: Some(value) }));
    lines.sort_by_key(|it| group(&it.line));
    lines
}

/// Where a line stands among the others.
fn group(line: &str) -> usize {
    let groups = ["method", "query", "path", "header", "signed", "payload"];
    let own = line.split(' ').next().unwrap_or_default();
    groups.iter().position(|group| *group == own).unwrap_or(groups.len())
}

fn of_request(parts: &Parts<'_>) -> Vec<Line> {
    let text = |text: &str| shown::text(text).into_owned();
    let value = |name: &str, value: &str| shown::value(name, value).into_owned();
    let mut lines = alloc::vec![("method".into(), text(parts.method))];
    lines.extend(parts.query.iter().map(|(name, it)| (format!("query {}", text(name)), value(name, it))));
    lines.push(("path".into(), text(parts.path)));
    lines.extend(parts.headers.iter().map(|(name, it)| (format!("header {}", text(name)), value(name, it))));
    lines.push(("signed headers".into(), text(parts.signed_headers)));
    lines.push(("payload hash".into(), text(parts.payload_hash)));
    lines
}
