//! The signed request against the received one, line by line.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::answer::Answer;
use crate::explain::comparison::{Comparison, Difference};
use crate::explain::parts::{Parts, shown};
use crate::explain::signed::Signed;
use crate::explain::{Finding, Kind};
use crate::verify::wire::decode;

/// Finds what differs between a signing and the strings in a server's answer.
pub(crate) fn find(signed: &Signed, answer: &Answer, comparison: &mut Comparison) {
    let (request, text) = (answer.canonical_request(), answer.string_to_sign());
    if let Some(text) = &text {
        string_to_sign(&signed.string_to_sign, text, comparison);
    }
    if let Some((signed, received)) =
        Parts::parse(&signed.canonical_request).zip(request.as_deref().and_then(Parts::parse))
    {
        requests(&signed, &received, comparison);
    }
    if !comparison.causes.is_empty() {
        return;
    }
    let finding = match text {
        Some(text) if text == signed.string_to_sign => same_text(signed, answer),
        Some(_) => Finding::new(
            Kind::Unknown,
            "the request that arrived is not the one that was signed, but the answer does not say where they differ: \
             compare method, host, path, query and headers",
        ),
        None => Finding::new(
            Kind::Unknown,
            "the answer does not say what the server received: compare method, host, path, query and headers, and the \
             secret access key",
        ),
    };
    comparison.causes.push(finding);
}

/// What a mismatch tells without the signed side.
pub(crate) fn of_one_side(answer: &Answer) -> Vec<Finding> {
    let request = answer.canonical_request();
    let Some(received) = request.as_deref().and_then(Parts::parse) else {
        let sentence = "the answer does not say what the server received: explain the signing and compare the two";
        return [Finding::new(Kind::Unknown, sentence)].into();
    };
    let absent = received.headers.iter().filter(|(_, value)| value.is_empty());
    let mut findings: Vec<_> = absent.map(|(name, _)| header_finding(name, None, "")).collect();
    let host = header(&received, "host").unwrap_or_default();
    let sentence = format!(
        "the server received {} {} for the host {host}: compare that with what was signed",
        received.method, received.path
    );
    findings.push(Finding::new(Kind::Unknown, sentence));
    findings
}

fn add<'a>(
    comparison: &mut Comparison,
    line: String,
    signed: impl Into<Option<&'a str>>,
    received: impl Into<Option<&'a str>>,
    cause: Finding,
) {
    let [signed, received] = [signed.into(), received.into()].map(|text| text.map(str::to_owned));
    comparison.differences.push(Difference { line, signed, received });
    comparison.causes.push(cause);
}

/// Compares algorithm, time and scope. The hash is that of the canonical request, which is compared line by line.
fn string_to_sign(signed: &str, received: &str, comparison: &mut Comparison) {
    let lines = signed.split('\n').zip(received.split('\n'));
    for (label, (signed, received)) in ["algorithm", "time", "scope"].into_iter().zip(lines) {
        if signed != received {
            let sentence = format!(
                "the {label} is {received} in the request that arrived and {signed} in the one that was explained: \
                 they are two different signings"
            );
            add(comparison, label.to_owned(), signed, received, Finding::new(Kind::Date, sentence));
        }
    }
}

fn requests(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    if signed.method != received.method {
        let sentence =
            format!("the request was sent with {}, but it was signed for {}", received.method, signed.method);
        add(comparison, "method".to_owned(), signed.method, received.method, Finding::new(Kind::Method, sentence));
    }
    headers(signed, received, comparison);
    if signed.path != received.path {
        add(comparison, "path".to_owned(), signed.path, received.path, path_finding(signed.path, received.path));
    }
    query(signed, received, comparison);
    if signed.payload_hash != received.payload_hash {
        let sentence = format!(
            "the payload hash was {} at the server, but {} was signed: another body was sent, or another \
             x-amz-content-sha256",
            received.payload_hash, signed.payload_hash
        );
        let cause = Finding::new(Kind::Payload, sentence);
        add(comparison, "payload hash".to_owned(), signed.payload_hash, received.payload_hash, cause);
    }
}

fn header<'a>(parts: &Parts<'a>, name: &str) -> Option<&'a str> {
    parts.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

fn headers(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    for (name, value) in &signed.headers {
        let arrived = header(received, name);
        if arrived != Some(value) {
            let cause = header_finding(name, Some(value), arrived.unwrap_or_default());
            let arrived = arrived.map(|arrived| shown(name, arrived));
            add(comparison, format!("header {name}"), shown(name, value), arrived, cause);
        }
    }
    for (name, arrived) in received.headers.iter().filter(|(name, _)| header(signed, name).is_none()) {
        let sentence = format!("the server took the header {name} as signed, but it was not signed");
        add(comparison, format!("header {name}"), None, shown(name, arrived), Finding::new(Kind::Header, sentence));
    }
}

/// Says why a signed header did not arrive as it was signed. Its signed value is not always known.
fn header_finding(name: &str, signed: Option<&str>, received: &str) -> Finding {
    let kind = match name {
        "host" => Kind::Host,
        "content-type" => Kind::ContentType,
        _ => Kind::Header,
    };
    let arrived = shown(name, received);
    let sentence = match signed.map(|value| shown(name, value)) {
        None => format!("the header {name} is signed but arrived empty, or was not sent"),
        Some(value) if received.is_empty() => format!("the header {name} was signed as {value} but was not sent"),
        Some(value) if name == "host" => {
            format!("the host arrived as {arrived} but was signed as {value}: a proxy or a tunnel rewrites it")
        }
        Some(value) if name == "content-type" && received.starts_with(&format!("{value};")) => {
            format!("the content type was signed as {value} but was sent as {arrived}: the client adds a parameter")
        }
        Some(value) => format!("the header {name} was signed as {value} but arrived as {arrived}"),
    };
    Finding::new(kind, sentence)
}

fn path_finding(signed: &str, received: &str) -> Finding {
    let (kind, what) = if is_decoded(received, signed) {
        (Kind::EncodedTwice, "was percent-encoded once more on the way")
    } else if is_decoded(signed, received) {
        (Kind::PathDecoded, "was percent-decoded on the way, or was percent-encoded before it was signed")
    } else if is_plus(signed, received) {
        (Kind::Plus, "has a space on one side and a plus sign on the other, which is %2B in a URL")
    } else if segments(signed) == segments(received) {
        (Kind::PathNormalized, "lost slashes or dot segments on the way: a client or a proxy normalizes it")
    } else if received.ends_with(signed) {
        (Kind::Path, "gained a prefix on the way, from a proxy or from another addressing style")
    } else if signed.ends_with(received) {
        (Kind::Path, "lost its beginning on the way, to a proxy or to another addressing style")
    } else {
        (Kind::Path, "differs")
    };
    Finding::new(kind, format!("the path {what}: {signed} was signed, {received} arrived"))
}

fn query(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    let mut names: Vec<_> = signed.query.iter().chain(&received.query).map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (before, after) = (values(signed, name), values(received, name));
        if before != after {
            // A parameter may occur more than once.
            let joined = [before, after].map(|values| (!values.is_empty()).then(|| values.join(", ")));
            let [before, after] = joined.each_ref().map(Option::as_deref);
            let cause = parameter_finding(name, before, after);
            let [before, after] = [before, after].map(|value| value.map(|value| shown(name, value)));
            add(comparison, format!("query {name}"), before, after, cause);
        }
    }
}

fn values<'a>(parts: &Parts<'a>, name: &str) -> Vec<&'a str> {
    parts.query.iter().filter(|(other, _)| *other == name).map(|(_, value)| *value).collect()
}

fn parameter_finding(name: &str, signed: Option<&str>, received: Option<&str>) -> Finding {
    let (Some(signed), Some(received)) = (signed, received) else {
        return if received.is_none() {
            let sentence = format!("the query parameter {name} was signed but did not arrive");
            Finding::new(Kind::ParameterLost, sentence)
        } else {
            Finding::new(Kind::ParameterAdded, format!("the query parameter {name} was added after signing"))
        };
    };
    let (kind, what) = if is_plus(signed, received) {
        (Kind::Plus, "has a space on one side and a plus sign on the other, which are %20 and %2B in a URL")
    } else if is_decoded(received, signed) {
        (Kind::EncodedTwice, "was percent-encoded once more on the way")
    } else {
        (Kind::Parameter, "differs")
    };
    let (signed, received) = (shown(name, signed), shown(name, received));
    Finding::new(kind, format!("the query parameter {name} {what}: {signed} was signed, {received} arrived"))
}

/// The string to sign is the same, so the key or the signature differs.
fn same_text(signed: &Signed, answer: &Answer) -> Finding {
    if !signed.is_complete {
        let sentence = "the URL arrived unchanged, so it was signed for another method, for other values of its \
                        headers or with another secret access key";
        return Finding::new(Kind::Unknown, sentence);
    }
    let provided = answer.field("SignatureProvided");
    if provided.is_some_and(|provided| signed.signature.as_deref() != Some(provided)) {
        let sentence = "another signature arrived than the one that was made, over the same string to sign: the URL \
                        was truncated or changed on the way, or was signed with another secret access key";
        return Finding::new(Kind::Signature, sentence);
    }
    let id = answer.field("AWSAccessKeyId").unwrap_or("of the URL");
    let sentence = format!(
        "the server has the same string to sign, so it has another secret for the access key {id}: the secret was \
         mistyped, truncated or replaced"
    );
    Finding::new(Kind::Secret, sentence)
}

/// Whether the second string is the first one, percent-decoded once. Both are in canonical form, so only what remains
/// after decoding both completely can be compared.
fn is_decoded(encoded: &str, decoded: &str) -> bool {
    let once = decode(encoded);
    encoded.len() > decoded.len() && decode(&String::from_utf8_lossy(&once)) == decode(decoded)
}

fn is_plus(signed: &str, received: &str) -> bool {
    signed.replace("%2B", "%20") == received.replace("%2B", "%20")
}

/// The segments of a path after normalization by a proxy or a client.
fn segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments
}
