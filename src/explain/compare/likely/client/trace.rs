//! What signers and programs print of what they sign and hold, against what was sent.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::parts::Parts;
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::request::payload::EMPTY_PAYLOAD;
use crate::signing::Scope;

/// Headers that a client's log says were signed, and that were sent with another value.
pub(in crate::explain::compare::likely) fn logged_headers(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let logged = evidence.signed.as_deref().and_then(Parts::parse);
    let Some(logged) = logged.filter(|_| sight.case.answer.canonical_request().is_none()) else { return Vec::new() };
    // A host with a scheme is a line of a configuration, and no header.
    let is_sent = |name: &str, value: &str| !value.is_empty() && (name != "host" || !value.contains("://"));
    let sent = |name: &str| evidence.header(name).filter(|value| is_sent(name, value));
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
pub(in crate::explain::compare::likely) fn hash_of_body(sight: &Sight<'_>) -> Vec<Finding> {
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
         an empty one, of one that is written anew before it is sent (JSON, form fields, a line end), or in an encoding other than UTF-8; compare the hash \
         with the one that the client signed"
    };
    [Finding::new(Kind::Payload, sentence)].into()
}

/// How a path or a query that the server shows is encoded, which tells how it was sent.
/// Source: AWS, "Create a signed AWS API request", step 1 (canonical URI and canonical query string).
pub(in crate::explain::compare::likely) fn encoded(sight: &Sight<'_>) -> Vec<Finding> {
    let is_known = sight.case.signed.is_some() || sight.case.url.is_some_and(|url| url.version.is_some());
    let answer = sight.case.answer.canonical_request();
    let Some(received) = answer.as_deref().and_then(Parts::parse).filter(|_| !is_known) else { return Vec::new() };
    let is_s3 = received.headers.iter().any(|(name, host)| *name == "host" && host.contains("s3"));
    path_of(&received, is_s3).or_else(|| query_of(&received)).into_iter().collect()
}

fn path_of(received: &Parts<'_>, is_s3: bool) -> Option<Finding> {
    let segment = |what: &str| received.path.split('/').find(|segment| segment.contains(what)).map(shown::text);
    let (kind, sentence) = if let Some(segment) = segment("%2525").or_else(|| segment("%25").filter(|_| is_s3)) {
        let sentence = format!(
            "the path arrived encoded once too often, as {segment} in the server's canonical request shows: the client encodes what is encoded already; give \
             it the plain name, or send the URL as it was signed"
        );
        (Kind::EncodedTwice, sentence)
    } else if let Some(segment) = segment("%25") {
        let sentence = format!(
            "the path was sent percent-encoded, and services other than S3 sign it encoded once more, as {segment} in the server's canonical request: a signer \
             that is made for S3, or by hand, signs it as it is sent"
        );
        (Kind::Path, sentence)
    } else if let Some(segment) = segment("%20").filter(|_| is_s3) {
        let sentence = format!(
            "the server read a space in the path, %20 in {segment}: where the key has a plus sign, the client sent it as + and not as %2B; and where it has a \
             space, the signer wrote it in another way"
        );
        (Kind::Plus, sentence)
    } else if let Some(segment) = segment("%") {
        let sentence = format!(
            "the path has a character that the server signs percent-encoded, in {segment}: a signer that leaves it as it is, or encodes it twice, does not match; every \
             byte but letters, digits and - . _ ~ is encoded, and the client must send the same"
        );
        (Kind::NotEncoded, sentence)
    } else {
        return None;
    };
    Some(Finding::new(kind, sentence))
}

fn query_of(received: &Parts<'_>) -> Option<Finding> {
    let (kind, sentence) = if let Some((name, value)) = received.query.iter().find(|(_, value)| value.contains('%')) {
        let what = if value.contains("%25") { "encoded twice" } else { "percent-encoded" };
        let sentence = format!(
            "the query parameter {} arrived {what}, as {}: the signer must encode every byte but letters, digits and - . _ ~, once, and the client must send \
             the same",
            shown::text(name),
            shown::value(name, value)
        );
        (if what == "encoded twice" { Kind::EncodedTwice } else { Kind::NotEncoded }, sentence)
    } else if let Some((name, value)) = received.query.first().filter(|_| received.payload_hash == EMPTY_PAYLOAD) {
        let sentence = format!(
            "the server signs the query as well, from {}={}: most often the signer leaves it out, does not sort it by name, or writes it in a different way from how it is \
             sent",
            shown::text(name),
            shown::value(name, value)
        );
        (Kind::Parameter, sentence)
    } else {
        return None;
    };
    Some(Finding::new(kind, sentence))
}

/// A body that is compressed after it was hashed.
pub(in crate::explain::compare::likely) fn compressed(sight: &Sight<'_>) -> Vec<Finding> {
    let encoding = sight.header("content-encoding").map(str::to_ascii_lowercase).unwrap_or_default();
    let known =
        ["gzip", "deflate", "zstd", "br"].into_iter().find(|known| encoding.split(',').any(|it| it.trim() == *known));
    let is_body = sight.method().is_none_or(|method| !matches!(method, "GET" | "HEAD" | "DELETE"));
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers);
    let is_digest = sight.case.answer.code() == "XAmzContentSHA256Mismatch";
    let Some(encoding) = known.filter(|_| is_body && !is_presigned && (is_digest || sight.case.answer.is_mismatch()))
    else {
        return Vec::new();
    };
    let sentence = format!(
        "the body is sent compressed (content-encoding: {encoding}), and the hash that is signed most likely is that of the body before: the client must compress it before it \
         signs, or not at all"
    );
    [Finding::new(Kind::Payload, sentence)].into()
}

/// A request in which nothing can be written in two ways leaves the host, and the keys.
pub(in crate::explain::compare::likely) fn plain(sight: &Sight<'_>) -> Vec<Finding> {
    let is_known = sight.case.signed.is_some() || sight.case.url.is_some_and(|url| url.version.is_some());
    let is_known = is_known || !sight.case.evidence.is_rest;
    let answer = sight.case.answer.canonical_request();
    let Some(received) = answer.as_deref().and_then(Parts::parse).filter(|_| !is_known) else { return Vec::new() };
    let is_empty = received.payload_hash == EMPTY_PAYLOAD && matches!(received.method, "GET" | "HEAD" | "DELETE");
    let is_told = received.headers.iter().any(|(_, value)| value.is_empty());
    if !is_empty || is_told || received.path.contains('%') || !received.query.is_empty() {
        return Vec::new();
    }
    let host = received
        .headers
        .iter()
        .find(|(name, _)| *name == "host")
        .map(|(_, host)| shown::text(host))
        .unwrap_or_default();
    let is_between =
        ["backend", "proxy", "varnish", "nginx", "tunnel", "forward"].iter().any(|word| sight.text().contains(word));
    let of_host = format!(
        "{}the host that was signed is another than the one that arrived, {host}, as where a proxy or the client's library puts in its own: compare the two",
        if is_between { "" } else { "or " }
    );
    let of_secret = format!(
        "{}the secret access key is not that of the access key id (cut, with white space, of another profile), or a step of the signing is another: the request \
         itself has no body, no query and nothing in its path that can be written in two ways",
        if is_between { "or " } else { "" }
    );
    let mut found = alloc::vec![Finding::new(Kind::Host, of_host), Finding::new(Kind::Secret, of_secret)];
    if !is_between {
        found.reverse();
    }
    found
}

/// The shortest key that is looked at, in characters.
const SHORTEST: usize = 8;

/// A key with a line end in it, as programs print it with its escapes.
pub(in crate::explain::compare::likely) fn line_end_in_key(sight: &Sight<'_>) -> Vec<Finding> {
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
pub(in crate::explain::compare::likely) fn doubled_slash(sight: &Sight<'_>) -> Vec<Finding> {
    let is_signed = sight.case.url.is_some_and(|url| url.version.is_some());
    let service = sight.case.url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let is_doubled = sight.url().is_some_and(|url| url.path.contains("//"));
    let sentence = "the path has two slashes in a row, as of a key that begins with a slash or a prefix that ends with one: clients, proxies and some signers \
                    make one of them, and the key with one is another";
    let is_alone = sight.case.evidence.answer.is_none() && is_signed && service.is_none_or(|it| it.starts_with("s3"));
    (is_alone && is_doubled).then(|| Finding::new(Kind::PathNormalized, sentence)).into_iter().collect()
}
