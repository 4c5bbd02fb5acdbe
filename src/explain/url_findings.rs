//! What is visibly wrong with a presigned URL.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::scheme::SignatureVersion;
use crate::explain::url::Url;
use crate::explain::{Finding, Kind};
use crate::request::Request;
use crate::signing::MAX_EXPIRES;
use crate::signing::Rules;
use crate::verify::wire::decode;
use crate::verify::{self, Place, PresignedRequest};

/// The parameters that signing adds.
const SIGNING_PARAMETERS: [&str; 8] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
    "X-Amz-S3session-Token",
];

/// Checks that the URL is signed, once, and in a form that servers can read.
pub(crate) fn signature(url: &Url<'_>, version: Option<SignatureVersion>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if url.parameters().any(|(name, _)| name.starts_with("amp;")) {
        let sentence = "the URL was copied out of HTML: it has &amp; where & should be";
        findings.push(Finding::new(Kind::HtmlEscaped, sentence));
    }
    if !url.query.is_empty() && !url.authority.is_empty() && !url.text.contains('?') {
        let sentence = "the URL has & where ? should be: servers take the whole query as a part of the path";
        findings.push(Finding::new(Kind::NotSigned, sentence));
    }
    let doubled = |name: &&str| url.parameters().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count() > 1;
    let doubled = SIGNING_PARAMETERS.iter().find(|name| doubled(name));
    if let Some(name) = doubled {
        let sentence = format!("the URL was signed twice: its query has {name} more than once");
        findings.push(Finding::new(Kind::SignedTwice, sentence));
    }
    match version {
        None => findings.push(Finding::new(Kind::NotSigned, "the URL has no AWS signature in its query")),
        Some(SignatureVersion::V2) => {
            let sentence = "the URL is signed with Signature Version 2, which S3 refuses in regions opened since 2014 \
                            and for buckets created since June 2020";
            findings.push(Finding::new(Kind::SignatureVersion2, sentence));
        }
        Some(SignatureVersion::V4a) => {
            let sentence = "the URL is signed with SigV4a, which only services with multi-region endpoints accept";
            findings.push(Finding::new(Kind::SigV4a, sentence));
        }
        Some(SignatureVersion::V4) if doubled.is_none() => findings.extend(malformed(url)),
        Some(SignatureVersion::V4) => {}
    }
    findings
}

/// Finds what a server refuses before it looks at the signature.
fn malformed(url: &Url<'_>) -> Option<Finding> {
    if url.parameter("X-Amz-Credential").is_some_and(|credential| credential.contains("%2F")) {
        let sentence = "the query is percent-encoded twice: X-Amz-Credential has %252F where %2F should be";
        return Some(Finding::new(Kind::EncodedTwice, sentence));
    }
    let target = format!("/?{}", url.query);
    let error = match PresignedRequest::parse("GET", &target, [("host", "host")]) {
        Ok(request) => {
            let must_expire = Rules::for_service(request.scope().service()).send_expires;
            let missing = verify::Error::Missing { place: Place::Query, name: "X-Amz-Expires" };
            Some(missing).filter(|_| must_expire && request.expires_in().is_none())
        }
        Err(error) => Some(error),
    };
    error.map(|error| Finding::new(Kind::Malformed, format!("servers refuse the URL: {error}")))
}

pub(crate) fn expiry(url: &Url<'_>, findings: &mut Vec<Finding>) {
    let seconds = url.parameter("X-Amz-Expires").and_then(|seconds| seconds.parse::<u64>().ok());
    if let Some(seconds) = seconds.filter(|seconds| *seconds > MAX_EXPIRES) {
        let sentence = format!("the expiry is {seconds} seconds: AWS accepts at most 604800 seconds (7 days)");
        findings.push(Finding::new(Kind::ExpiryTooLong, sentence));
    }
}

/// The checksums of an empty body in base64, by parameter.
/// Source: Amazon S3, "Checking object integrity for data uploads"; the values are arithmetic.
pub(crate) const EMPTY_BODY_CHECKSUMS: [(&str, &str); 5] = [
    ("x-amz-checksum-crc32", "AAAAAA=="),
    ("x-amz-checksum-crc32c", "AAAAAA=="),
    ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
    ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
];

/// The JavaScript SDK computes a checksum while it presigns, before there is a body.
pub(crate) fn empty_body_checksum(url: &Url<'_>, findings: &mut Vec<Finding>) {
    for (name, value) in url.parameters() {
        if EMPTY_BODY_CHECKSUMS.iter().any(|(other, empty)| name.eq_ignore_ascii_case(other) && value == *empty) {
            findings.push(Finding::new(Kind::EmptyBodyChecksum, empty_body_sentence(name, value)));
        }
    }
}

pub(crate) fn empty_body_sentence(name: &str, value: &str) -> String {
    format!("{name} is {value}, the checksum of an empty body: every other upload is refused as BadDigest")
}

/// Finds what clients change in the host and the path before they send them.
pub(crate) fn address(url: &Url<'_>, findings: &mut Vec<Finding>) {
    if url.authority.contains(|c: char| c.is_ascii_uppercase()) {
        let sentence = format!(
            "the host {} has upper-case letters, which clients send in lower case: signed like this, it never matches",
            url.authority
        );
        findings.push(Finding::new(Kind::HostCapitals, sentence));
    }
    let default_port = match url.scheme {
        "https" | "wss" => ":443",
        _ => ":80",
    };
    if url.authority.ends_with(default_port) {
        let sentence = format!(
            "the host {} names the default port, which clients leave out of the Host header: signed like this, it \
             never matches",
            url.authority
        );
        findings.push(Finding::new(Kind::DefaultPort, sentence));
    }
    let is_dots = |segment: &str| matches!(decode(segment).as_slice(), b"." | b"..");
    if let Some(segment) = url.path.split('/').find(|segment| is_dots(segment)) {
        let sentence = format!("the path has the segment {segment}, which HTTP clients resolve before they send it");
        findings.push(Finding::new(Kind::DotSegment, sentence));
    }
}

/// Finds what is not percent-encoded correctly.
pub(crate) fn spelling(url: &Url<'_>, findings: &mut Vec<Finding>) {
    for (part, text) in [("path", url.path), ("query", url.query)] {
        if text.contains('+') {
            let sentence =
                format!("the {part} has a bare +, which S3 reads as a space: a plus sign is %2B, a space is %20");
            findings.push(Finding::new(Kind::Plus, sentence));
        }
        // The signer has sentences for all other characters that are not allowed in a URL.
        if let Some(character) = text.chars().find(|c| !c.is_ascii()) {
            let sentence = format!("the {part} has {character:?}, which must be percent-encoded");
            findings.push(Finding::new(Kind::NotEncoded, sentence));
        }
    }
    match Request::new("GET", url.text) {
        // Reported above.
        Err(crate::Error::BarePlus) | Ok(_) => {}
        Err(error @ (crate::Error::NotEncoded { .. } | crate::Error::MalformedPercent(_))) => {
            findings.push(Finding::new(Kind::NotEncoded, format!("{error}")));
        }
        Err(error) => findings.push(Finding::new(Kind::NotAUrl, format!("{error}"))),
    }
}

/// The header names that browsers reserve for themselves, except `content-length`, which they set from the body.
/// Source: WHATWG Fetch, "forbidden request-header".
const FORBIDDEN: [&str; 20] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

pub(crate) fn browser(headers: &[String], findings: &mut Vec<Finding>) {
    let is_forbidden = |name: &str| FORBIDDEN.contains(&name) || name.starts_with("proxy-") || name.starts_with("sec-");
    for name in headers.iter().filter(|name| is_forbidden(name)) {
        let sentence = format!("the header {name} is signed, but a browser does not let a script set it");
        findings.push(Finding::new(Kind::BrowserForbids, sentence));
    }
}
