//! What a name or a value shows by itself: a header of the way, a key that is temporary, a scope without a service.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Finding, Kind};

/// Headers that proxies and servers set themselves, and that no request with a signature should have, in lower case.
const OF_THE_WAY: [&str; 16] = [
    "cf-ray",
    "cf-connecting-ip",
    "cf-ipcountry",
    "cf-visitor",
    "cdn-loop",
    "forwarded",
    "via",
    "x-amz-cf-id",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// A header is signed that does not arrive as it was sent, in the list of signed headers or in a canonical request.
pub(in crate::explain::compare::likely) fn of_the_way(sight: &Sight<'_>) -> Vec<Finding> {
    if !sight.case.answer.is_mismatch() || sight.received.is_some() {
        return Vec::new();
    }
    // The lines of a canonical request in a log are read as headers.
    let is_logged = sight.text().contains("canonical");
    let signed = sight.signed_headers();
    let is_signed = |name: &&&str| signed.contains(*name) || is_logged && sight.case.evidence.header(name).is_some();
    let name = OF_THE_WAY.iter().find(is_signed);
    let sentence = |name: &&str| {
        format!(
            "the header {name} is signed, which proxies, load balancers and servers set themselves, so that it is replaced in transit: \
             leave it out of what is signed, and do not copy the headers of an answer, or of a request that is passed on, into the next request"
        )
    };
    name.map(|name| Finding::new(Kind::ProxyChanges, sentence(name))).into_iter().collect()
}

/// How a session token is called, in lower case.
const TOKENS: [&str; 5] = ["session_token", "sessiontoken", "session token", "security-token", "security_token"];

/// A key that is temporary, of which nothing shows the token, and which the server does not know.
pub(in crate::explain::compare::likely) fn token_not_given(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_id = |word: &str| word.starts_with("asia") && word.len() >= 16;
    let is_temporary = || text.split(|c: char| !c.is_ascii_alphanumeric()).take(20_000).any(is_id);
    let code = sight.case.answer.code();
    let is_unknown =
        ["InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"].contains(&code);
    if !is_unknown || sight.case.url.is_some() || TOKENS.iter().any(|name| text.contains(name)) || !is_temporary() {
        return Vec::new();
    }
    let sentence = "the access key ID begins with ASIA, so that it is temporary, and nothing here shows the session token that belongs to it: without it no server knows \
                    the key, so add it to what has the key and the secret (aws_session_token in a profile, AWS_SESSION_TOKEN, sessionToken)";
    [Finding::new(Kind::Token, sentence)].into()
}

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
        "the URL has {found} in it, which encodeURIComponent and many clients leave as it is, and which has to be encoded as %{:02X} in what is signed: encode it in \
         the URL that is signed and sent, or use a signer that does",
        u32::from(found)
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
