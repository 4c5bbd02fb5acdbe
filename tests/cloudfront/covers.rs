//! Which URLs a resource covers.

use presign::Timestamp;
use presign::cloudfront::{Policy, Statement};
use proptest::prelude::*;

use crate::rows::rows;

fn policy(resource: &str) -> Policy {
    let expires_at = Timestamp::from_unix_seconds(1_767_290_400).unwrap();
    Policy::custom(&Statement { resource, expires_at, starts_after: None, source_ip: None }).unwrap()
}

#[test]
fn every_row_is_covered_or_not() {
    let rows = rows();
    assert_eq!(rows.matches.len(), 16);
    for row in rows.matches {
        let covers = policy(&row.resource).covers(&row.url);
        assert_eq!(covers, row.covers, "{} {}: {}", row.resource, row.url, row.basis);
    }
}

/// Section by section, with what a star and a question mark may reach.
#[test]
fn wildcards_stay_in_their_section() {
    let (yes, no, unsure) = (Some(true), Some(false), None);
    for (resource, url, expected) in [
        // Protocol.
        ("http://h.net/a", "https://h.net/a", no),
        ("*://h.net/a", "https://h.net/a", yes),
        ("*h.net/a", "http://www.h.net/a", yes),
        ("*h.net/a", "http://h.net.evil/a", no),
        // Domain.
        ("https://*.h.net/a", "https://www.h.net/a", yes),
        ("https://*.h.net/a", "https://h.net/a", no),
        ("https://?.h.net/a", "https://a.h.net/a", yes),
        ("https://?.h.net/a", "https://ab.h.net/a", no),
        ("https://h.net", "https://h.net/", no),
        ("https://h.*/a", "https://h.net/b/a", no),
        ("https://h.net/a", "https://h.net:8443/a", no),
        // Path.
        ("https://h.net/*", "https://h.net/", yes),
        ("https://h.net/a/*/c", "https://h.net/a/b/b/c", yes),
        ("https://h.net/a/*/c", "https://h.net/a/b/b/c?d", no),
        ("https://h.net/a*b*c", "https://h.net/abbcbc", yes),
        ("https://h.net/a", "https://h.net/a?b", no),
        ("https://h.net/a", "https://h.net/A", no),
        ("https://h.net/a%2fb", "https://h.net/a%2Fb", no),
        // Query.
        ("https://h.net/a?*", "https://h.net/a?b=c", yes),
        ("https://h.net/a?*", "https://h.net/a", yes),
        ("https://h.net/a?b=*&d=1", "https://h.net/a?b=c&d=1", yes),
        ("https://h.net/a?b=?", "https://h.net/a?b=c", yes),
        ("https://h.net/a?b", "https://h.net/a", no),
        ("https://h.net/*?b", "https://h.net/a?c", no),
        // The first question mark may be any character.
        ("https://h.net/a?b", "https://h.net/axb", unsure),
        ("https://h.net/example_202?.zip", "https://h.net/example_2024.zip", unsure),
        ("https://h.net/example_202?.zip", "https://h.net/other_2024.zip", no),
        // A server or a client may go up.
        ("https://h.net/a/*", "https://h.net/a/../b", unsure),
        ("https://h.net/a/*", "https://h.net/a/%2e%2E/b", unsure),
        ("https://h.net/a/*", "https://h.net/a/..%2Fb", unsure),
        ("https://h.net/a/*", "https://h.net/a/b..c/", yes),
        ("https://h.net*", "https://h.net/./b", unsure),
        ("https://h.net/a/../b", "https://h.net/a/../b", yes),
        // Not a URL that is sent.
        ("*", "ftp://h.net/a", no),
        ("*", "https://h.net/ä", no),
        // Beyond ASCII, what clients make of it.
        ("https://h.net/größe*", "https://h.net/gr%C3%B6%C3%9Fe.pdf", yes),
    ] {
        assert_eq!(policy(resource).covers(url), expected, "{resource} {url}");
    }
}

/// What a pattern stands for, by trying.
fn model(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|at| model(rest, &text[at..])),
        ([b'?', pattern @ ..], [_, text @ ..]) => model(pattern, text),
        ([a, pattern @ ..], [b, text @ ..]) => a == b && model(pattern, text),
        _ => false,
    }
}

proptest! {
    /// Without a question mark, a path is its pattern.
    #[test]
    fn a_path_is_covered_as_in_the_model(pattern in "[ab*]{0,9}", path in "[ab]{0,9}", query in "(\\?[ab])?") {
        let covers = policy(&format!("https://h.net/{pattern}")).covers(&format!("https://h.net/{path}{query}"));
        let may_have_query = query.is_empty() || pattern.ends_with('*');
        prop_assert_eq!(covers, Some(model(pattern.as_bytes(), path.as_bytes()) && may_have_query));
    }

    /// With one, the query is a section of its own.
    #[test]
    fn a_query_is_covered_as_in_the_model(
        patterns in ("[ab*]{0,6}", "[ab*?]{0,6}"),
        sent in ("[ab]{0,6}", proptest::option::of("[ab]{1,6}")),
    ) {
        let (path, query) = sent;
        let resource = format!("https://h.net/{}?{}", patterns.0, patterns.1);
        let url = format!("https://h.net/{path}{}", query.as_ref().map(|query| format!("?{query}")).unwrap_or_default());
        let is_path = model(patterns.0.as_bytes(), path.as_bytes());
        let covers = is_path && model(patterns.1.as_bytes(), query.unwrap_or_default().as_bytes());
        prop_assert_eq!(policy(&resource).covers(&url) == Some(true), covers);
    }

    #[test]
    fn a_canned_policy_covers_its_url_alone(path in "[a-c*?]{0,5}", other in "[a-c*?]{0,5}") {
        let (url, other) = (format!("https://h.net/{path}?x"), format!("https://h.net/{other}?x"));
        let policy = Policy::canned(&url, Timestamp::from_unix_seconds(1).unwrap()).unwrap();
        prop_assert_eq!(policy.covers(&other), Some(url == other));
    }
}
