//! What signers and programs print of what they sign and hold, against what was sent.

use alloc::format;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::parts::Parts;
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::request::payload::EMPTY_PAYLOAD;
use crate::signing::Scope;

/// Headers that a client's log says were signed, and that were sent with another value.
pub(super) fn logged_headers(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let logged = evidence.signed.as_deref().and_then(Parts::parse);
    let Some(logged) = logged.filter(|_| sight.case.answer.canonical_request().is_none()) else { return Vec::new() };
    let sent = |name: &str| evidence.header(name).filter(|value| !value.is_empty());
    let differs = |(name, signed): &(&str, &str)| sent(name).is_some_and(|sent| sent != *signed);
    // They are those of another request where even the time differs.
    if logged.headers.iter().any(|header| header.0 == "x-amz-date" && differs(header)) {
        return Vec::new();
    }
    let sentence = |name: &str, signed: &str| {
        let arrived = sent(name).unwrap_or_default();
        let is_port = name == "host" && signed.split(':').next() == arrived.split(':').next();
        let (signed, arrived) = (shown::value(name, signed), shown::value(name, arrived));
        if is_port {
            return format!(
                "the client signed the host {signed}, as its log says, and sent {arrived}: the port must be in both or in neither, and HTTP \
                 clients leave out the default ones (:80, :443); give the endpoint without it"
            );
        }
        format!("the header {name} was signed as {signed}, as the client's log says, and sent as {arrived}")
    };
    let kind = |name: &str| match name {
        "host" => Kind::Host,
        "content-type" => Kind::ContentType,
        _ => Kind::Header,
    };
    let found = logged.headers.iter().filter(|header| differs(header)).take(3);
    found.map(|(name, signed)| Finding::new(kind(name), sentence(name, signed)).with(Certainty::Proved)).collect()
}

/// A service that hashes the body itself names the hash that it came to, which a signer by hand most often has of
/// another body.
pub(super) fn hash_of_body(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(received) = sight.received.as_ref().filter(|_| sight.case.signed.is_none()) else { return Vec::new() };
    let has_hash = received.headers.iter().any(|(name, _)| *name == "x-amz-content-sha256");
    let is_hash = received.payload_hash.len() == 64;
    if has_hash || !is_hash || !matches!(received.method, "POST" | "PUT" | "PATCH" | "DELETE") {
        return Vec::new();
    }
    let sentence = if received.payload_hash == EMPTY_PAYLOAD {
        if received.method == "DELETE" {
            return Vec::new();
        }
        "the body arrived empty, as the hash in the answer says: if there was one, the client hashed it and did not send it"
    } else {
        "the request has a body, whose hash the server computes itself and names: most often the client signed the hash of another body, as of \
         an empty one, of one that is written anew before it is sent (JSON, form fields, a line end), or in another encoding than UTF-8; compare the hash \
         with the one that the client signed"
    };
    [Finding::new(Kind::Payload, sentence)].into()
}

/// The shortest key that is looked at, in characters.
const SHORTEST: usize = 8;

/// A key with a line end in it, as programs print it with its escapes.
pub(super) fn line_end_in_key(sight: &Sight<'_>) -> Vec<Finding> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'=');
    let has_end = |line: &str, escape: &str| {
        line.match_indices(escape).take(20).any(|(at, _)| {
            let key = line.as_bytes()[..at].iter().rev().take(64).take_while(|b| is_part(**b)).count();
            key >= SHORTEST && line[at + escape.len()..].starts_with(['"', '\''])
        })
    };
    let names = ["key", "secret", "aws_", "token", "credential"];
    let is_ended = |line: &str| {
        let lower = line.to_ascii_lowercase();
        has_end(line, "\\r") || has_end(line, "\\n") && names.iter().any(|name| lower.contains(name))
    };
    let found = sight.case.evidence.texts().flat_map(str::lines).take(2_000).any(is_ended);
    let sentence = "a key is printed with a line end in it (\\r or \\n before the quotation mark), as from a file with the line ends of Windows or from \
                    echo: remove it where the key is read, in the access key id and in the secret access key";
    found.then(|| Finding::new(Kind::WhiteSpace, sentence).with(Certainty::Proved)).into_iter().collect()
}

/// Two slashes in the path of a URL that nobody has refused yet.
pub(super) fn doubled_slash(sight: &Sight<'_>) -> Vec<Finding> {
    let is_signed = sight.case.url.is_some_and(|url| url.version.is_some());
    let service = sight.case.url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let is_doubled = sight.url().is_some_and(|url| url.path.contains("//"));
    let sentence = "the path has two slashes in a row, as of a key that begins with a slash or a prefix that ends with one: clients, proxies and some signers \
                    make one of them, and the key with one is another";
    let is_alone = sight.case.evidence.answer.is_none() && is_signed && service.is_none_or(|it| it.starts_with("s3"));
    (is_alone && is_doubled).then(|| Finding::new(Kind::PathNormalized, sentence)).into_iter().collect()
}
