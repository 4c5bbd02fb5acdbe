//! What a name or a value shows by itself: a scope without a service, a character that clients leave as it is.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::compare::likely::address::encoded;
use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Finding, Kind};

/// A credential whose scope has nothing in the place of the service.
pub(in crate::explain::compare::likely) fn no_service(sight: &Sight<'_>) -> Vec<Finding> {
    let credential = sight.case.evidence.header("authorization").into_iter();
    if !credential.chain(sight.case.evidence.texts()).any(|text| text.contains("//aws4_request")) {
        return Vec::new();
    }
    let sentence = "the scope names no service (…//aws4_request): the signer most likely could not tell it from the host, as from one that is not AWS's: give it the service \
                    by name, s3 for S3 and servers that speak its protocol";
    [Finding::new(Kind::Service, sentence)].into()
}

/// Characters that `encodeURIComponent` leaves as they are, and every signer encodes.
const LEFT: [char; 5] = ['\'', '!', '(', ')', '*'];

/// A request to a service other than S3, or by its headers, with a character that clients leave and signers encode.
pub(in crate::explain::compare::likely) fn left_as_it_is(sight: &Sight<'_>) -> Vec<Finding> {
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers);
    let url = sight.case.evidence.url.as_deref().filter(|_| sight.case.answer.is_mismatch() && !is_presigned);
    let rest = url.and_then(|url| url.split_once("://")?.1.split_once(['/', '?'])).map_or("", |(_, rest)| rest);
    // Not a mark of the language or of the sentence around it.
    let value = rest.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    // A URL is read up to a quotation mark, and a name goes on after an apostrophe.
    let goes_on = |line: &str| {
        let rest = line.strip_prefix('\'').filter(|rest| !rest.contains('\''));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let is_cut = !rest.is_empty() && sight.case.evidence.texts().any(|text| text.lines().take(2_000).any(goes_on));
    let found = value.chars().find(|c| LEFT.contains(c)).or(is_cut.then_some('\''));
    let Some(found) = found.filter(|_| !value.contains(['$', '{', '"', '`'])) else { return Vec::new() };
    let sentence = format!(
        "the URL has {found} in it, which encodeURIComponent and many clients leave as it is, and which has to be encoded as {} in what is signed: encode it in \
         the URL that is signed and sent, or use a signer that does",
        encoded(found)
    );
    [Finding::new(Kind::NotEncoded, sentence)].into()
}

/// A program that gives the signer a path with the query in it.
/// Source: `@smithy/signature-v4`, whose `HttpRequest` has `path` and `query`.
pub(in crate::explain::compare::likely) fn query_in_path(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '=' | ':' | ',');
    let is_path = |word: &str| word.starts_with('/') && word.contains('?');
    let is_given =
        || text.split(is_end).take(20_000).any(is_path) || ["+ '?", "+ \"?", "}?$"].iter().any(|it| text.contains(it));
    let has_path = ["path:", "path =", "\"path\""].iter().any(|name| text.contains(name));
    let has_query = ["query:", "query =", "query,", "\"query\"", ".query"].iter().any(|name| text.contains(name));
    if !sight.case.answer.is_mismatch() || !text.contains("httprequest(") || !has_path || has_query || !is_given() {
        return Vec::new();
    }
    let sentence = "the path that is given to the signer has the query in it, as far as is seen here: this signer wants path and query apart, and signs a question mark in \
                    the path as %3F, so give the parameters as the request's query";
    [Finding::new(Kind::Path, sentence)].into()
}
