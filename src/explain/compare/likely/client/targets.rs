//! Where a request went, as a log or a story shows it, against what was signed.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::inspect::is_known_host;
use crate::explain::parts::Parts;
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::text::percent::decode;

/// The words of the texts that are paths, without the marks around them.
fn paths<'a>(sight: &'a Sight<'_>) -> impl Iterator<Item = &'a str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | '<' | '>');
    let words = sight.case.evidence.texts().flat_map(move |text| text.split(is_end)).take(20_000);
    words.filter(|word| word.starts_with('/') && word.len() > 2)
}

/// A path without any encoding, be it encoded twice, and with spaces for plus signs.
fn bare(path: &str) -> Vec<u8> {
    let once = decode(&path.replace('+', " "));
    String::from_utf8(once).map_or_else(alloc::string::FromUtf8Error::into_bytes, |once| decode(&once))
}

/// A client's log has the path as it was signed, and as it was sent.
pub(in crate::explain::compare::likely) fn sent_otherwise(sight: &Sight<'_>) -> Vec<Finding> {
    let logged = sight.case.evidence.signed.as_deref().and_then(Parts::parse);
    let Some(signed) = logged.map(|parts| parts.path).filter(|path| path.len() > 2) else { return Vec::new() };
    let plain = bare(signed);
    let sent = paths(sight).map(|path| path.split('?').next().unwrap_or_default());
    let Some(sent) = sent.filter(|path| *path != signed).find(|path| bare(path) == plain) else { return Vec::new() };
    let sentence = format!(
        "the client signed the path {}, as its log says, and sent it as {}: it must be percent-encoded once, in the same way on both sides (a space as %20, a plus \
         sign as %2B)",
        shown::text(signed),
        shown::text(sent)
    );
    [Finding::new(if sent.contains('+') { Kind::Plus } else { Kind::Path }, sentence).with(Certainty::Proved)].into()
}

/// Request lines of which some have their parameters out of order, in a text about signatures.
pub(in crate::explain::compare::likely) fn unsorted(sight: &Sight<'_>) -> Vec<Finding> {
    let is_known = sight.case.url.is_some_and(|url| url.version.is_some()) || sight.received.is_some();
    if is_known || sight.case.signed.is_some() || !sight.case.evidence.texts().any(|text| text.contains("ignature")) {
        return Vec::new();
    }
    let out_of_order = |path: &'_ str| {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let mut names = query.split('&').map(|part| part.split('=').next().unwrap_or_default());
        let mut last = names.next()?;
        names.find_map(|name| {
            let before = core::mem::replace(&mut last, name);
            (before > name && query.contains('=')).then(|| {
                format!(
                    "the query parameters are not in order ({} before {}): they must be sorted by name before they are signed (upper case before \
                     lower case), whatever order they are sent in, which signers made by hand forget",
                    shown::text(before),
                    shown::text(name)
                )
            })
        })
    };
    paths(sight).find_map(out_of_order).map(|sentence| Finding::new(Kind::Order, sentence)).into_iter().collect()
}

/// A server of one's own reads the path's first part as the bucket, and the client has it in the host.
pub(in crate::explain::compare::likely) fn bucket_in_host(sight: &Sight<'_>) -> Vec<Finding> {
    let (Some(url), Some(host)) = (sight.url(), sight.host()) else { return Vec::new() };
    let first = url.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let read = sight.case.answer.field("BucketName").unwrap_or(first);
    let label = host.split(['.', ':']).next().unwrap_or_default();
    let is_in_host = host
        .split(':')
        .next()
        .is_some_and(|name| name.contains('.') && name.contains(|c: char| c.is_ascii_alphabetic()));
    if !is_in_host || is_known_host(&host) || read != first || first.is_empty() || read == label {
        return Vec::new();
    }
    let sentence = format!(
        "the server looked for the bucket {}, the first part of the path, while the bucket most likely stands in the host, as {}: the client must use path style, \
         unless the server is told its own domain",
        shown::text(first),
        shown::text(label)
    );
    [Finding::new(Kind::Endpoint, sentence)].into()
}

/// Calls that put another host into a URL.
const REPLACES: [&str; 9] =
    [".replace(", "str_replace(", "gsub(", ".sub(", "replaceall(", "netloc=", ".hostname =", ".host =", "sethost("];

/// Whether a line of a program, in lower case, calls a function that signs.
fn calls_signer(line: &str) -> bool {
    line.match_indices("sign").take(20).any(|(at, _)| {
        let rest = line[at..].trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        rest.starts_with('(')
    })
}

/// A program that signs a URL and puts another host into it.
pub(in crate::explain::compare::likely) fn replaced(sight: &Sight<'_>) -> Vec<Finding> {
    let is_host =
        |line: &str| ["://", "localhost", "host", "minio", "domain", "127.0.0.1"].iter().any(|it| line.contains(it));
    let puts = |line: &str| REPLACES.iter().any(|call| line.contains(call)) && is_host(line);
    // What is put in before the call that signs is signed.
    let lines = || sight.text().lines().take(2_000);
    let is_program = lines().any(calls_signer);
    let mut signed = lines().skip_while(|line| is_program && !calls_signer(line));
    let is_replaced = sight.case.answer.is_mismatch() && sight.text().contains("sign") && signed.any(puts);
    let sentence = "the program puts another host into the URL after it was signed, as far as is seen here, and the host is signed: sign for the host that is opened, with a client \
                    that has it as its endpoint";
    is_replaced.then(|| Finding::new(Kind::Host, sentence)).into_iter().collect()
}
