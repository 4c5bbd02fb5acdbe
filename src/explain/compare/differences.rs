//! The signed request against the received one, line by line.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::answer::Answer;
use crate::explain::compare::case::Case;
use crate::explain::compare::comparison::{Comparison, Difference};
use crate::explain::compare::signed::Signed;
use crate::explain::compare::similar::{is_decoded, is_plus, same_letters, segments};
use crate::explain::compare::{pieces, version_2};
use crate::explain::inspect::{is_changed, who_changes};
use crate::explain::parts::Parts;
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::text::percent::decode;

/// Finds what differs between what was signed and the strings in a server's answer, or what the answer tells without
/// the signing.
pub(super) fn find(case: &Case<'_>, comparison: &mut Comparison) {
    let (request, text) = (case.answer.canonical_request(), case.answer.string_to_sign());
    let received = request.as_deref().and_then(Parts::parse);
    if let Some(text) = text.as_deref().filter(|text| version_2::is_string_to_sign(text)) {
        comparison.causes.extend(version_2::findings(text, case));
        return;
    }
    if text.as_deref().is_some_and(is_policy) {
        let sentence = "the request is an upload form, whose policy is what is signed: the policy that arrived is not the one that \
                        was signed, or the secret access key is another";
        comparison.causes.push(Finding::new(Kind::PostPolicy, sentence).with(Certainty::Told));
        return;
    }
    if let Some(finding) = text.as_deref().and_then(pieces::finding) {
        comparison.causes.push(finding);
        return;
    }
    let Some(signed) = case.signed else {
        comparison.causes = of_one_side(received.as_ref());
        return;
    };
    // A log may have the canonical request alone.
    if let Some(text) = text.as_ref().filter(|_| !signed.string_to_sign.is_empty()) {
        string_to_sign(&signed.string_to_sign, text, comparison);
    }
    if let Some((signed, received)) = Parts::parse(&signed.canonical_request).zip(received.as_ref()) {
        requests(&signed, received, comparison);
    }
    if !comparison.causes.is_empty() {
        return;
    }
    // The canonical request holds all that the string to sign does.
    let is_same = received.is_some() || text.as_ref() == Some(&signed.string_to_sign);
    match text {
        _ if is_same => same_text(signed, case.answer, received.as_ref(), comparison),
        Some(_) => comparison.causes.push(Finding::new(
            Kind::Unknown,
            "the request that arrived is not the one that was signed, but the answer does not say where they differ: \
             compare method, host, path, query and headers",
        )),
        None => comparison.causes.push(Finding::new(Kind::Unknown, NOT_TOLD)),
    }
}

/// Whether it is the policy of an upload form, which is JSON in base64.
fn is_policy(text: &str) -> bool {
    // `{` with a quotation mark, a space or a line end after it.
    !text.contains('\n') && ["eyJ", "eyA", "ewo", "ew0", "e1"].iter().any(|start| text.starts_with(start))
}

/// What there is to try where the answer has no canonical request.
const NOT_TOLD: &str = "the answer, as far as it was handed in, does not show what the server received, as those of MinIO, Ceph, \
                        SeaweedFS and Backblaze B2 do not: look for a proxy that rewrites the host or the path, for a \
                        method or header other than the signed one, and for another secret access key or region; verifying the URL with \
                        the secret access key tells whether it is signed right";

/// The same where it is not even known whether it is about the signature.
pub(super) const WHERE_TO_LOOK: &str = "Where it is, look for a proxy that rewrites the host or the path, for a method or \
                                        header other than the signed one, and for another secret access key, region or service";

/// What a mismatch tells without the signed side.
fn of_one_side(received: Option<&Parts<'_>>) -> Vec<Finding> {
    let Some(received) = received else { return [Finding::new(Kind::Unknown, NOT_TOLD)].into() };
    let mut findings = absent(received);
    let host = header(received, "host").filter(|host| !host.is_empty());
    let host = host.map(|host| format!(" for the host {}", shown::text(host)));
    let sentence = format!(
        "the server received {} {}{}{}: compare that with what was signed",
        received.method,
        shown::text(received.path),
        host.unwrap_or_default(),
        values(received)
    );
    findings.push(Finding::new(Kind::Unknown, sentence));
    findings
}

/// Signed headers that did not arrive.
fn absent(received: &Parts<'_>) -> Vec<Finding> {
    let absent = received.headers.iter().filter(|(_, value)| value.is_empty());
    absent.map(|(name, _)| header_finding(name, None, "").with(Certainty::Told)).collect()
}

/// The other headers that the server took as signed, with the values that arrived.
fn values(received: &Parts<'_>) -> String {
    let others = received.headers.iter().filter(|(name, value)| *name != "host" && !value.is_empty());
    let values: Vec<_> = others.map(|(name, value)| format!("{name}: {}", shown::value(name, value))).collect();
    if values.is_empty() { String::new() } else { format!(", with {}", values.join(", ")) }
}

/// Adds a line, with values that may be shown. Both texts are at hand.
fn add(comparison: &mut Comparison, line: &str, values: [Option<Cow<'_, str>>; 2], cause: Finding) {
    let cause = cause.with(Certainty::Proved);
    let [signed, received] = values.map(|value| value.map(Cow::into_owned));
    comparison.differences.push(Difference { line: shown::text(line).into_owned(), signed, received });
    comparison.causes.push(cause);
}

/// A line that is on both sides.
fn both<'a>(signed: &'a str, received: &'a str) -> [Option<Cow<'a, str>>; 2] {
    [signed, received].map(|text| Some(shown::text(text)))
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
            add(comparison, label, both(signed, received), Finding::new(Kind::Date, sentence));
        }
    }
}

fn requests(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    if signed.method != received.method {
        let cause = method_finding(signed.method, received.method);
        add(comparison, "method", both(signed.method, received.method), cause);
    }
    headers(signed, received, comparison);
    if signed.path != received.path {
        add(comparison, "path", both(signed.path, received.path), path_finding(signed.path, received.path));
    }
    query(signed, received, comparison);
    if signed.payload_hash != received.payload_hash {
        let sentence = format!(
            "the payload hash was {} at the server, but {} was signed: another body was sent, or another \
             x-amz-content-sha256",
            received.payload_hash, signed.payload_hash
        );
        let cause = Finding::new(Kind::Payload, sentence);
        add(comparison, "payload hash", both(signed.payload_hash, received.payload_hash), cause);
    }
}

fn header<'a>(parts: &Parts<'a>, name: &str) -> Option<&'a str> {
    parts.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

/// The first value of each header.
fn by_name<'a>(parts: &Parts<'a>) -> BTreeMap<&'a str, &'a str> {
    parts.headers.iter().rev().copied().collect()
}

fn headers(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    let (before, after) = (by_name(signed), by_name(received));
    for (name, value) in &signed.headers {
        let arrived = after.get(name).copied();
        if arrived != Some(value) {
            let cause = header_finding(name, Some(value), arrived.unwrap_or_default());
            let values = [Some(shown::value(name, value)), arrived.map(|arrived| shown::value(name, arrived))];
            add(comparison, &format!("header {name}"), values, cause);
        }
    }
    for (name, arrived) in received.headers.iter().filter(|(name, _)| !before.contains_key(name)) {
        let sentence = format!("the server took the header {name} as signed, but it was not signed");
        let values = [None, Some(shown::value(name, arrived))];
        add(comparison, &format!("header {name}"), values, Finding::new(Kind::Header, sentence));
    }
}

/// Says why a signed header did not arrive as it was signed. Its signed value is not always known.
fn header_finding(name: &str, signed: Option<&str>, received: &str) -> Finding {
    let kind = match name {
        "host" => Kind::Host,
        "content-type" => Kind::ContentType,
        _ if is_changed(name) => Kind::ProxyChanges,
        _ => Kind::Header,
    };
    let arrived = shown::value(name, received);
    let sentence = match signed.map(|value| shown::value(name, value)) {
        None => format!("the header {name} is signed but arrived empty, or was not sent"),
        Some(value) if received.is_empty() => format!("the header {name} was signed as {value} but was not sent"),
        Some(value) if name == "host" && received == format!("{value}, {value}") => {
            format!("the host arrived twice, as {arrived}: the client, or a proxy, sends a second Host header")
        }
        Some(value) if name == "host" => {
            format!("the host arrived as {arrived} but was signed as {value}: a proxy or a tunnel rewrites it")
        }
        Some(value) if signed.is_some_and(|signed| signed.split_whitespace().eq(received.split_whitespace())) => {
            format!("the header {name} was signed as {value:?} but arrived as {arrived:?}: only the spaces differ")
        }
        Some(value) if name == "content-type" && received.starts_with(&format!("{value};")) => {
            format!("the content type was signed as {value} but was sent as {arrived}: the client adds a parameter")
        }
        Some(value) if is_changed(name) => {
            let who = who_changes(name);
            format!(
                "the header {name} was signed as {value} but arrived as {arrived}: {who}, so that it must not be signed"
            )
        }
        Some(value) => format!("the header {name} was signed as {value} but arrived as {arrived}"),
    };
    Finding::new(kind, sentence)
}

fn method_finding(signed: &str, received: &str) -> Finding {
    if received == "OPTIONS" {
        let sentence = "the request is a browser's preflight (OPTIONS), which is never signed: the CORS rules of the \
                        bucket do not allow the origin, the method or a header";
        return Finding::new(Kind::Cors, sentence);
    }
    Finding::new(Kind::Method, format!("the request was sent with {received}, but it was signed for {signed}"))
}

fn path_finding(signed: &str, received: &str) -> Finding {
    let (kind, what) = if is_decoded(received, signed) {
        (Kind::EncodedTwice, "was percent-encoded once more in transit")
    } else if is_decoded(signed, received) {
        (Kind::PathDecoded, "was percent-decoded in transit, or was percent-encoded before it was signed")
    } else if is_plus(signed, received) {
        (Kind::Plus, "has a space on one side and a plus sign on the other, which is %2B in a URL")
    } else if same_letters(signed, received) {
        (Kind::Path, "has the same letters in another Unicode normalization, as macOS writes the names of files")
    } else if segments(signed) == segments(received) {
        (Kind::PathNormalized, "lost slashes or dot segments in transit: a client or a proxy normalizes it")
    } else if received.ends_with(signed) {
        (Kind::Path, "gained a prefix in transit, from a proxy or from another addressing style")
    } else if signed.ends_with(received) {
        (Kind::Path, "lost its beginning in transit, to a proxy or to another addressing style")
    } else {
        (Kind::Path, "differs")
    };
    let (signed, received) = (shown::text(signed), shown::text(received));
    Finding::new(kind, format!("the path {what}: {signed} was signed, {received} arrived"))
}

fn query(signed: &Parts<'_>, received: &Parts<'_>, comparison: &mut Comparison) {
    // The values of each name on both sides: a parameter may occur more than once.
    let mut values: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
    for (side, parts) in [signed, received].into_iter().enumerate() {
        for (name, value) in &parts.query {
            values.entry(name).or_default()[side].push(value);
        }
    }
    for (name, [before, after]) in values.into_iter().filter(|(_, [before, after])| before != after) {
        let joined = [before, after].map(|values| (!values.is_empty()).then(|| values.join(", ")));
        let [before, after] = joined.each_ref().map(Option::as_deref);
        let cause = parameter_finding(name, before, after);
        let values = [before, after].map(|value| value.map(|value| shown::value(name, value)));
        add(comparison, &format!("query {name}"), values, cause);
    }
}

fn parameter_finding(name: &str, signed: Option<&str>, received: Option<&str>) -> Finding {
    let (Some(signed), Some(received)) = (signed, received) else {
        return if received.is_none() {
            let sentence = format!("the query parameter {name} was signed but did not arrive");
            Finding::new(Kind::ParameterLost, sentence)
        } else if decode(name).starts_with(b"<") {
            let sentence = format!(
                "the body was sent as form data, and the server read it as the parameter {}: send it with a content \
                 type of its own, such as application/xml",
                shown::text(name)
            );
            Finding::new(Kind::ContentType, sentence)
        } else {
            Finding::new(Kind::ParameterAdded, format!("the query parameter {name} was added after signing"))
        };
    };
    let (kind, what) = if is_plus(signed, received) {
        (Kind::Plus, "has a space on one side and a plus sign on the other, which are %20 and %2B in a URL")
    } else if is_decoded(received, signed) {
        (Kind::EncodedTwice, "was percent-encoded once more in transit")
    } else {
        (Kind::Parameter, "differs")
    };
    let (signed, received) = (shown::value(name, signed), shown::value(name, received));
    Finding::new(kind, format!("the query parameter {name} {what}: {signed} was signed, {received} arrived"))
}

/// The string to sign is the same, so the key or the signature differs.
fn same_text(signed: &Signed, answer: &Answer, received: Option<&Parts<'_>>, comparison: &mut Comparison) {
    if !signed.is_complete {
        comparison.causes = received.map(absent).unwrap_or_default();
        let sentence = format!(
            "the URL arrived as it was given{}: it was signed for another method, for other values of its headers or \
             with another secret access key, or had been changed before",
            received.map(values).unwrap_or_default()
        );
        comparison.causes.push(Finding::new(Kind::Unknown, sentence));
        return;
    }
    let provided = answer.field("SignatureProvided");
    if provided.is_some_and(|provided| signed.signature.as_deref() != Some(provided)) {
        let sentence = "the signature that arrived is not the one that was made, over the same string to sign: it was \
                        truncated or changed in transit, or was made with another secret access key";
        comparison.causes.push(Finding::new(Kind::Signature, sentence));
        return;
    }
    let id = shown::text(answer.field("AWSAccessKeyId").unwrap_or("of the URL"));
    let sentence = format!(
        "the server has the same string to sign, so it has another secret for the access key {id}: the secret was \
         mistyped, truncated or replaced"
    );
    comparison.causes.push(Finding::new(Kind::Secret, sentence));
}
