//! What is visibly wrong with a presigned URL.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::explain::inspect::empty::{empty_checksum_sentence, is_empty_checksum};
use crate::explain::inspect::host;
use crate::explain::inspect::scheme::{Scheme, SignatureVersion};
use crate::explain::inspect::transit::{is_changed, who_changes};
use crate::explain::inspect::url::Url;
use crate::explain::{Finding, Kind, shown};
use crate::partition::multi_region_service;
use crate::request::Request;
use crate::request::reserved::SIGNING_PARAMETERS;
use crate::signing::MAX_EXPIRES;
use crate::signing::{Rules, Scope};
use crate::text::percent::decode;
use crate::text::shapes::is_secret_key;
use crate::verify::read::presigned;
use crate::verify::read::wire::Wire;
use crate::verify::{self, Malformed, Place};

/// Checks that the URL is signed, once, and in a form that servers can read.
pub(super) fn signature(url: &Url<'_>, scheme: Option<&Scheme>, findings: &mut Vec<Finding>) {
    if !url.query.is_empty() && !url.authority.is_empty() && !url.text.contains('?') {
        let sentence = "the URL has & where ? should be: servers take the whole query as a part of the path";
        findings.push(Finding::new(Kind::NotSigned, sentence));
    }
    let Some(scheme) = scheme else {
        findings.push(not_signed(url));
        return;
    };
    let spellings = |name: &&str| url.parameters().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count();
    let doubled = SIGNING_PARAMETERS.iter().find(|name| spellings(name) > 1);
    if let Some(name) = doubled {
        let sentence = format!("the URL was signed twice: its query has {name} more than once");
        findings.push(Finding::new(Kind::SignedTwice, sentence));
    }
    if let Some(time) = scheme.milliseconds(url) {
        let sentence = format!("Expires is {time}, which is in milliseconds: servers read seconds since 1970");
        findings.push(Finding::new(Kind::Malformed, sentence));
    }
    if scheme.version != SignatureVersion::V4 {
        findings.extend(other_version(url, scheme));
    } else if doubled.is_none() {
        findings.extend(if url.is_signed_by_headers { malformed_credential(url) } else { malformed(url) });
    }
}

/// What a URL is signed with where it is not Signature Version 4.
fn other_version(url: &Url<'_>, scheme: &Scheme) -> Option<Finding> {
    let (kind, sentence) = match scheme.version {
        // With the feature it is read like one of AWS's own.
        SignatureVersion::CloudFront if cfg!(feature = "cloudfront") => return None,
        SignatureVersion::V2 => (
            Kind::SignatureVersion2,
            "the URL is signed with Signature Version 2, which S3 refuses in regions opened since 2014 and for buckets \
             created since June 2020"
                .to_owned(),
        ),
        SignatureVersion::V4a if multi_region_service(&host::normalize(url.authority)).is_some() => return None,
        SignatureVersion::V4a => (
            Kind::SigV4a,
            "the URL is signed with SigV4a, which only services with multi-region endpoints accept".to_owned(),
        ),
        _ => (
            Kind::OtherScheme,
            format!(
                "the URL is signed in the way of {}, not with Signature Version 4: only its expiry is read here",
                scheme.name
            ),
        ),
    };
    Some(Finding::new(kind, sentence))
}

fn not_signed(url: &Url<'_>) -> Finding {
    let respelled = |(name, _): (&str, &str)| {
        SIGNING_PARAMETERS
            .into_iter()
            .find(|other| other.eq_ignore_ascii_case(name))
            .map(|right| (name.to_owned(), right))
    };
    let sentence = match url.parameters().find_map(respelled) {
        Some((name, right)) => {
            format!("the query has {name} where {right} should be: the names of parameters are case-sensitive")
        }
        None => "the URL has no AWS signature in its query".to_owned(),
    };
    Finding::new(Kind::NotSigned, sentence)
}

/// Finds what a server refuses before it looks at the signature.
fn malformed(url: &Url<'_>) -> Option<Finding> {
    if url.parameter("X-Amz-Credential").is_some_and(|credential| credential.contains("%2F")) {
        let sentence = "the query is percent-encoded twice: X-Amz-Credential has %252F where %2F should be";
        return Some(Finding::new(Kind::EncodedTwice, sentence));
    }
    let target = format!("/?{}", url.query);
    let error = match Wire::parse("GET", &target, [("host", "host")]).and_then(presigned::read) {
        Ok(request) => {
            let must_expire = Rules::for_service(request.claims.scope.service()).send_expires;
            let missing = verify::Refusal::from(Malformed::Missing { place: Place::Query, name: "X-Amz-Expires" });
            Some(missing).filter(|_| must_expire && request.expires.is_none())
        }
        Err(error) => Some(error),
    };
    error.map(|error| Finding::new(Kind::Malformed, format!("servers refuse the URL: {error}")))
}

/// The same of a request that is signed by its headers.
fn malformed_credential(url: &Url<'_>) -> Option<Finding> {
    let credential = url.parameter("X-Amz-Credential")?;
    let parts: Vec<_> = credential.split('/').collect();
    let (kind, sentence) = match parts[..] {
        [.., _, _, "", "aws4_request"] => (
            Kind::Service,
            "the service in the credential is empty: a library could not guess it from the host; set it, to s3 for \
             servers that speak S3"
                .to_owned(),
        ),
        [.., _, "", _, "aws4_request"] => (
            Kind::Region,
            "the region in the credential is empty: the signer had none; set it, as in us-east-1 or auto".to_owned(),
        ),
        [.., _, _, _, "aws4_request"] => return None,
        _ => {
            let missing = missing_parts(credential).map(|missing| format!(": {missing}")).unwrap_or_default();
            let what = "the credential is not written as ID/DATE/REGION/SERVICE/aws4_request";
            (Kind::Malformed, [what, &missing].concat())
        }
    };
    Some(Finding::new(kind, sentence))
}

/// Which parts of a credential's scope are missing, where no more than its end is.
pub(in crate::explain) fn missing_parts(credential: &str) -> Option<String> {
    let names = ["the date", "the region", "the service", "aws4_request"];
    let parts: Vec<_> = credential.trim_end_matches(',').split('/').collect();
    let given = parts.iter().skip(1).take_while(|part| !part.is_empty()).count();
    let is_cut = parts.last() != Some(&"aws4_request");
    let is_date = is_cut && parts.get(1).is_none_or(|date| date.is_empty() || date.bytes().all(|b| b.is_ascii_digit()));
    let missing = names.get(given..).filter(|missing| !missing.is_empty() && is_date && !parts[0].is_empty())?;
    Some(format!("its scope lacks {}, which the signer was not given or left out", missing.join(", ")))
}

/// The longest life of temporary credentials. Source: AWS STS API Reference, "GetSessionToken".
const TEMPORARY: u64 = 36 * 3600;

pub(super) fn expiry(url: &Url<'_>, is_temporary: bool, findings: &mut Vec<Finding>) {
    let seconds = url.parameter("X-Amz-Expires").and_then(|seconds| seconds.parse::<u64>().ok()).unwrap_or_default();
    let sentence = if seconds > MAX_EXPIRES {
        format!("the expiry is {seconds} seconds: AWS accepts at most 604800 seconds (7 days)")
    } else if is_temporary && seconds > TEMPORARY {
        format!(
            "the expiry is {seconds} seconds, but temporary credentials, as ASIA says these are, expire after at most \
             36 hours, and the URL with them"
        )
    } else {
        return;
    };
    findings.push(Finding::new(Kind::ExpiryTooLong, sentence));
}

/// The JavaScript SDK computes a checksum while it presigns, before there is a body.
pub(super) fn empty_body_checksum(url: &Url<'_>, findings: &mut Vec<Finding>) {
    for (name, value) in url.parameters() {
        if is_empty_checksum(name, value) {
            findings.push(Finding::new(Kind::EmptyBodyChecksum, empty_checksum_sentence(name, value)));
        }
    }
}

/// Finds an access key id that cannot be one.
pub(super) fn access_key(url: &Url<'_>, findings: &mut Vec<Finding>) {
    // A secret may have slashes in it, so that the scope is counted from the end.
    let credential = url.parameter("X-Amz-Credential").unwrap_or_default();
    let Some(id) = credential.rsplitn(5, '/').nth(4) else { return };
    if is_secret_key(id) {
        let sentence = "the access key id has the shape of a secret access key: the two are most likely swapped. The secret is in \
                        the URL now, and must be replaced";
        findings.push(Finding::new(Kind::Swapped, sentence));
    } else if id.contains(char::is_whitespace) {
        let sentence = "the access key id has a line end or other white space in it: it was read from a file or a variable that \
                        ends in one, and the secret access key may have it as well";
        findings.push(Finding::new(Kind::WhiteSpace, sentence));
    }
}

/// What the languages of programs write for a variable without a value.
pub(in crate::explain::inspect) const NOTHING: [&str; 5] = ["undefined", "null", "None", "nil", "[object Object]"];

/// Finds variables that had no value when the URL was made.
pub(super) fn empty_variables(url: &Url<'_>, id: Option<&str>, scope: Option<&Scope>, findings: &mut Vec<Finding>) {
    let bucket = url.authority.split('.').next().unwrap_or_default();
    let (id, region) = (id.unwrap_or_default(), scope.map(Scope::region).unwrap_or_default());
    let token = ["X-Amz-Security-Token", "X-Amz-S3session-Token"].into_iter().find_map(|name| url.parameter(name));
    let parts =
        [("host", bucket), ("access key id", id), ("region", region), ("session token", token.unwrap_or_default())];
    let segments = url.path.split('/').map(decode).map(|segment| String::from_utf8_lossy(&segment).into_owned());
    let segments = segments.filter(|segment| NOTHING.contains(&segment.as_str())).map(|segment| ("path", segment));
    let parts =
        parts.into_iter().filter(|(_, text)| NOTHING.contains(text)).map(|(part, text)| (part, text.to_owned()));
    for (part, text) in parts.chain(segments) {
        let sentence = format!("the {part} has {text}: a variable had no value when the URL was made");
        findings.push(Finding::new(Kind::EmptyVariable, sentence));
    }
}

/// An endpoint with its scheme, which a program put after its own.
pub(in crate::explain) const SCHEME_TWICE: &str = "the address has its scheme twice (as in https://https://): the program adds its own, so that the endpoint must be given as the host alone";

/// Finds what clients change in the host and the path before they send them.
pub(super) fn address(url: &Url<'_>, findings: &mut Vec<Finding>) {
    if matches!(url.authority, "http" | "https" | "http:" | "https:") && url.path.starts_with("//") {
        findings.push(Finding::new(Kind::Endpoint, SCHEME_TWICE));
    }
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
pub(super) fn spelling(url: &Url<'_>, findings: &mut Vec<Finding>) {
    for (part, text, others) in [("path", url.path, " and other servers as a plus sign"), ("query", url.query, "")] {
        if text.contains('+') {
            let sentence = format!(
                "the {part} has a bare +, which S3 reads as a space{others}: a plus sign is %2B, a space is %20"
            );
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
        Err(Error(Reason::BarePlus)) | Ok(_) => {}
        Err(error @ Error(Reason::NotEncoded { .. } | Reason::MalformedPercent(_))) => {
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

/// Finds signed headers that do not arrive as they are signed.
pub(super) fn headers(headers: &[String], is_browsers: bool, findings: &mut Vec<Finding>) {
    let is_forbidden = |name: &str| FORBIDDEN.contains(&name) || name.starts_with("proxy-") || name.starts_with("sec-");
    for name in headers {
        // What begins with `sec-` is the browser's.
        if is_changed(name) && !name.starts_with("sec-") {
            let sentence = format!("the header {name} is signed, but {}: it should never be signed", who_changes(name));
            findings.push(Finding::new(Kind::ProxyChanges, sentence));
        }
        if is_browsers && is_forbidden(name) {
            let sentence = format!("the header {name} is signed, but a browser does not let a script set it");
            findings.push(Finding::new(Kind::BrowserForbids, sentence));
        }
    }
}

/// Finds a session token that was percent-encoded before it was put into the query: it is base64, without percent
/// signs.
pub(super) fn token_encoded_twice(url: &Url<'_>, findings: &mut Vec<Finding>) {
    let token = url.parameter("X-Amz-Security-Token").unwrap_or_default();
    if ["%2F", "%2f", "%2B", "%2b", "%3D", "%3d"].iter().any(|escape| token.contains(escape)) {
        let sentence = "the session token is percent-encoded twice, with %252F where %2F should be: give the signer the token as it is";
        findings.push(Finding::new(Kind::EncodedTwice, sentence));
    }
}

/// Finds a header that is listed twice among the signed ones, of which a server signs one.
pub(super) fn signed_twice(url: &Url<'_>, findings: &mut Vec<Finding>) {
    let names = url.parameter("X-Amz-SignedHeaders").unwrap_or_default().to_ascii_lowercase();
    let mut names: Vec<_> = names.split(';').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) else { return };
    let name = shown::text(twice[0]);
    let sentence = format!(
        "the header {name} is listed twice among the signed headers: it was given to a signer that adds it as well; each must be listed \
         and signed once, so do not give {name} to the signer"
    );
    findings.push(Finding::new(Kind::Malformed, sentence));
}

/// The names of parameters that mail programs, social networks and advertisers add to links; with a low line at the
/// end, how they begin.
const TRACKING: [&str; 17] = [
    "_ga",
    "_ga_",
    "_gl",
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gclid",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "ttclid",
    "twclid",
    "utm_",
    "yclid",
];

/// Finds parameters that were most likely added to a signed URL.
pub(super) fn tracking(url: &Url<'_>, findings: &mut Vec<Finding>) {
    for (name, _) in url.parameters() {
        let is_tracking = |other: &&str| name == *other || (other.ends_with('_') && name.starts_with(*other));
        if TRACKING.iter().any(is_tracking) {
            let sentence = format!(
                "the query parameter {name} was most likely added after signing: every parameter is signed, so that \
                 the signature does not match"
            );
            findings.push(Finding::new(Kind::ParameterAdded, sentence));
        }
    }
}
