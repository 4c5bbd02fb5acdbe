//! Causes whose sentence needs more than a field of the answer.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::compare::case::Case;
use crate::explain::inspect::{SignatureVersion, empty_checksum_sentence, is_empty_checksum, is_empty_hash};
use crate::explain::parts::Parts;
use crate::explain::shown::{self, duration};
use crate::text::percent::decode;
use crate::timestamp::Timestamp;

pub(super) fn host_not_signed(case: &Case<'_>) -> Option<String> {
    let is_host = case.answer.field("HeadersNotSigned").is_some_and(|names| names.eq_ignore_ascii_case("host"));
    is_host.then(|| {
        "host is not a signed header, and must always be one: X-Amz-SignedHeaders lacks it, or is percent-encoded twice"
            .to_owned()
    })
}

/// The client sends a header of its own besides a good URL.
pub(super) fn own_authorization(case: &Case<'_>) -> Option<String> {
    case.url.filter(|url| url.version.is_some()).map(|_| {
        "the client sends an Authorization header of its own, which the server reads instead of the signature in the \
         URL: do not send it"
            .to_owned()
    })
}

pub(super) fn missing_header(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (_, name) = message.split_once("for this request: ")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name = name.split(|c| !is_name(c)).next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    Some(match name.as_str() {
        "x-amz-content-sha256" => {
            "the request lacks the header x-amz-content-sha256: a request to S3 that is signed by its headers must \
             send it, and sign it"
                .to_owned()
        }
        _ => format!("the request lacks the header {name}: send it, and sign it"),
    })
}

pub(super) fn transfer_encoding(case: &Case<'_>) -> Option<String> {
    let header = case.answer.field("Header").unwrap_or_default();
    let is_said = case.said().contains("transfer-encoding");
    (header.eq_ignore_ascii_case("transfer-encoding") || is_said).then(|| {
        "the client sends the body in chunks (Transfer-Encoding), since it does not know the length, and S3 does not \
         accept that: give it the length"
            .to_owned()
    })
}

pub(super) fn expired(case: &Case<'_>) -> String {
    let end = case.answer.time("Expires").or(case.url.and_then(|url| url.expires_at));
    match (end, case.answer.server_time()) {
        (Some(end), Some(now)) => {
            let ago = duration(now.unix_seconds().saturating_sub(end.unix_seconds()));
            format!("the URL expired at {end}, {ago} before it was used")
        }
        (Some(end), None) => format!("the URL expired at {end}, before it was used"),
        (None, _) => "the URL expired before it was used".to_owned(),
    }
}

pub(super) fn not_yet_valid(case: &Case<'_>) -> String {
    let signed = case.answer.time("X-Amz-Date").or(case.signed_at());
    match signed.zip(case.answer.server_time()) {
        Some((signed, now)) => clocks(signed, now),
        None => "the URL is dated ahead of the server's time: the signer's clock is ahead".to_owned(),
    }
}

pub(super) fn skewed(case: &Case<'_>) -> String {
    match case.answer.time("RequestTime").or(case.signed_at()).zip(case.answer.server_time()) {
        Some((request, server)) => clocks(request, server),
        None => "the time that is signed and the server's are more than 15 minutes apart: the clock of one is wrong, or the request \
                 was signed that long before it was sent"
            .to_owned(),
    }
}

/// Signed too long ago, by the server's clock: a queue shows the same as a clock that is behind.
pub(super) fn signed_long_ago(case: &Case<'_>) -> Option<String> {
    let (signed, server) = case.answer.time("RequestTime").or(case.signed_at()).zip(case.answer.server_time())?;
    (signed < server).then(|| {
        let apart = duration(server.unix_seconds() - signed.unix_seconds());
        let zone = local_time(signed, server);
        let or = if zone.is_empty() { ":" } else { "; otherwise" };
        format!(
            "the request was signed at {signed}, {apart} before the server's time, {server}{zone}{or} the signer's clock is behind, or the \
             request was signed long before it was sent, as where many are signed at once or wait in a queue; sign it anew just \
             before it is sent"
        )
    })
}

/// `Signature expired: 20150830T123600Z is now earlier than 20150830T124500Z (20150830T130000Z - 15 min.)`
pub(super) fn signature_expired(case: &Case<'_>) -> Option<String> {
    let [signed, _, server] = times(&case.answer.message())[..] else { return None };
    let kept = duration(server.unix_seconds().saturating_sub(signed.unix_seconds()));
    let is_midnight = signed.to_string().ends_with("T000000Z");
    let midnight = "; it says midnight exactly, so that a date without the time of day may have been signed";
    Some(format!(
        "the request was signed at {signed}, {kept} before it arrived at {server}: it was kept for too long, or the \
         signer's clock is behind{}{}",
        local_time(signed, server),
        if is_midnight { midnight } else { "" }
    ))
}

/// `Signature not yet current: 20150830T123600Z is still later than 20150830T121500Z (20150830T120000Z + 15 min.)`
pub(super) fn signature_not_yet_current(case: &Case<'_>) -> Option<String> {
    let [signed, _, server] = times(&case.answer.message())[..] else { return None };
    Some(clocks(signed, server))
}

fn times(message: &str) -> Vec<Timestamp> {
    message.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|word| Timestamp::parse(word).ok()).collect()
}

/// Of times that are not in the past, which only a clock can make.
fn clocks(signer: Timestamp, server: Timestamp) -> String {
    let apart = duration(signer.unix_seconds().abs_diff(server.unix_seconds()));
    let way = if signer < server { "behind" } else { "ahead of" };
    format!(
        "the signer's clock is {apart} {way} the server's: it signed at {signer} when it was {server}{}",
        local_time(signer, server)
    )
}

/// A remark on clocks that are apart as zones are: by whole or half hours, up to 14, except for the time that a request
/// takes.
fn local_time(signer: Timestamp, server: Timestamp) -> &'static str {
    const STEP: u64 = 30 * 60;
    let apart = signer.unix_seconds().abs_diff(server.unix_seconds());
    let is_whole = (apart + 60) % STEP <= 120;
    if is_whole && (2 * STEP - 60..=28 * STEP + 60).contains(&apart) {
        ", as far apart as time zones are: most often a local time was signed as UTC"
    } else {
        ""
    }
}

pub(super) fn version_2(case: &Case<'_>) -> String {
    if case.said().contains("kms") {
        return "the object is encrypted by KMS, for which the server accepts Signature Version 4 alone, and the request is signed with Version 2: set \
                the client to Version 4 (s3v4), for the region of the bucket"
            .to_owned();
    }
    let header = case.evidence.header("authorization").unwrap_or_default();
    if header.starts_with("AWS ")
        || case.url.is_some_and(|url| url.version == Some(SignatureVersion::V2) && url.is_signed_by_headers)
    {
        return "the request is signed with Signature Version 2, by a header that begins with AWS and not with AWS4-HMAC-SHA256, \
                which the server does not accept: it must be signed with Version 4"
            .to_owned();
    }
    match case.url.and_then(|url| url.version) {
        Some(SignatureVersion::V2) => {
            "the URL is signed with Signature Version 2, which the server does not accept: it must be signed with Version 4"
        }
        Some(_) => {
            "the request that arrived is signed with Signature Version 2, which the server does not accept, and the \
             URL is not: another request was sent, or an upload form without the field x-amz-algorithm"
        }
        None => {
            "the request is signed with Signature Version 2, which the server does not accept, or is an upload form \
             without the field x-amz-algorithm: it must be signed with Version 4"
        }
    }
    .to_owned()
}

/// A URL of CloudFront's that went past CloudFront.
pub(super) fn cloudfront(case: &Case<'_>) -> Option<String> {
    let is_cloudfront = case.url.is_some_and(|url| url.version == Some(SignatureVersion::CloudFront));
    is_cloudfront.then(|| {
        "the URL is signed for CloudFront, but S3 itself saw its parameters: it was sent to S3, or the distribution \
         has no trusted signers and forwards them"
            .to_owned()
    })
}

/// An access point of several regions wants a signature that the SDK makes with another package.
/// Source: Amazon S3, "Using Multi-Region Access Points with supported API operations".
pub(super) fn several_regions(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    ["mrap", "multi-region", "multiregion", "sigv4a", "version 4a"].iter().any(|word| text.contains(word)).then(|| {
        "a Multi-Region Access Point wants Signature Version 4a, which the SDK makes with a package of its own: install it (pip install \"botocore[crt]\", \
         @aws-sdk/signature-v4a for JavaScript)"
            .to_owned()
    })
}

/// The access key id, and what is known of its session token.
struct Key {
    id: String,
    has_token: Option<bool>,
}

fn key(case: &Case<'_>) -> Key {
    let of_url = case.url.and_then(|url| url.access_key_id.as_deref());
    let elsewhere = || case.url.map_or_else(|| lonely_key(case).unwrap_or("of the request"), |_| "of the URL");
    let id = case.answer.field("AWSAccessKeyId").or(of_url).unwrap_or_else(elsewhere);
    // A request that is signed by headers may have sent its token unsigned.
    let is_token = |name: &str| matches!(name, "x-amz-security-token" | "x-amz-s3session-token");
    let signs_token = || {
        let parts = Parts::parse(&case.signed?.canonical_request)?;
        parts.headers.iter().any(|(name, _)| is_token(name)).then_some(true)
    };
    let has_token = case.url.map(|url| url.has_session_token).or_else(signs_token);
    Key { id: shown::text(id).into_owned(), has_token }
}

/// What session tokens are called, in lower case.
const TOKENS: [&str; 5] = ["session_token", "sessiontoken", "session token", "security-token", "security_token"];

/// A temporary key in what was handed in, such as a profile or a program, next to which nothing names a session token.
fn lonely_key<'a>(case: &'a Case<'_>) -> Option<&'a str> {
    let is_id = |word: &&str| {
        word.starts_with("ASIA")
            && word.len() >= 16
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let words = case.evidence.texts().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let id = words.take(20_000).find(is_id)?;
    let text = case.text();
    (!TOKENS.iter().any(|name| text.contains(name))).then_some(id)
}

pub(super) fn token_missing(case: &Case<'_>) -> Option<String> {
    let Key { id, has_token } = key(case);
    match has_token {
        _ if !id.starts_with("ASIA") => None,
        Some(true) => None,
        Some(false) => {
            Some(format!("the access key {id} is temporary, but its session token is not part of the request"))
        }
        None => Some(format!(
            "the access key {id} is temporary, as ASIA says: most often its session token was not part of the request"
        )),
    }
}

/// The session token was sent, and is called invalid: one that expired long ago is called that too.
pub(super) fn token_invalid(case: &Case<'_>) -> Option<String> {
    let Key { id, has_token } = key(case);
    (id.starts_with("ASIA") && has_token == Some(true)).then(|| {
        format!(
            "the server does not accept the session token of the access key {id}: it expired long ago, was cut, or is that of another \
             key or partition; get new credentials, with their token"
        )
    })
}

pub(super) fn unknown_key(case: &Case<'_>) -> String {
    let Key { id, has_token } = key(case);
    // The name of a key tells whether it is temporary.
    let is_open = id.starts_with("of the ") && has_token != Some(true) && case.answer.meaning() != "InvalidAccessKeyId";
    let token = ", or its session token was not sent, or the account has not enabled the region";
    format!(
        "the server does not know the access key {id}: it was deleted, belongs to another provider or partition, or \
         was mistyped{}",
        if is_open { token } else { "" }
    )
}

/// The checksum of an empty body is a part of what was signed.
pub(super) fn empty_checksum(case: &Case<'_>) -> Option<String> {
    let request = case.signed.map(|signed| signed.canonical_request.clone()).or(case.answer.canonical_request())?;
    let parts = Parts::parse(&request)?;
    let query = parts.query.iter().map(|(name, value)| (name, String::from_utf8_lossy(&decode(value)).into_owned()));
    let headers = parts.headers.iter().map(|(name, value)| (name, (*value).to_owned()));
    let found = query.chain(headers).find(|(name, value)| is_empty_checksum(name, value));
    found.map(|(name, value)| empty_checksum_sentence(name, &value))
}

pub(super) fn empty_hash_signed(case: &Case<'_>) -> Option<String> {
    let of_empty = |name: &str| case.answer.field(name).filter(|hash| is_empty_hash(hash));
    let hash = of_empty("ClientComputedContentSHA256").or_else(|| of_empty("ExpectedDigest"))?;
    Some(format!("the hash of an empty body was sent or signed ({hash}), but the body that arrived is not empty"))
}

pub(super) fn empty_body_arrived(case: &Case<'_>) -> Option<String> {
    let of_empty = |name: &str| case.answer.field(name).filter(|hash| is_empty_hash(hash));
    let hash = of_empty("S3ComputedContentSHA256").or_else(|| of_empty("CalculatedDigest"))?;
    Some(format!(
        "the body arrived empty ({hash} is the hash of no bytes), but another one was hashed when it was signed"
    ))
}

/// The most that one PUT accepts. Source: Amazon S3, "Uploading objects".
const ONE_PUT: &str = "5368709120";

pub(super) fn too_large_for_one_put(case: &Case<'_>) -> Option<String> {
    case.answer.field("MaxSizeAllowed").filter(|size| *size == ONE_PUT)?;
    let size = case.shown("ProposedSize").unwrap_or_else(|| "more".to_owned());
    Some(format!("the body has {size} bytes, and one PUT accepts at most {ONE_PUT} (5 GiB): upload it in parts"))
}

/// A form has no URL with a signature.
pub(super) fn size_of_a_url(case: &Case<'_>) -> Option<String> {
    case.url?.version?;
    Some(format!("the body has a size that the server does not allow ({})", case.answer.message()))
}

pub(super) fn anonymous(case: &Case<'_>) -> Option<String> {
    // A log has the address alone, and the signature was in a header.
    let is_whole = !case.evidence.is_rest || case.evidence.is_command;
    (is_whole && case.has(Kind::NotSigned)).then(|| {
        "the request was anonymous, since the URL has no signature, and anonymous requests are not allowed there"
            .to_owned()
    })
}

/// API Gateway's word for many reasons.
pub(super) fn forbidden(case: &Case<'_>) -> Option<String> {
    (case.answer.message() == "Forbidden" && !case.answer.is_mismatch()).then(|| {
        "the request is forbidden, and the answer does not say why: an API key that is missing, a resource policy, a \
         firewall (WAF), or a custom domain without this path"
            .to_owned()
    })
}

/// A browser's question to an API that asks for a signature even then.
pub(super) fn preflight(case: &Case<'_>) -> Option<String> {
    (case.method() == Some("OPTIONS")).then(|| {
        "the request is a browser's preflight (OPTIONS), which is never signed, and the API asks for a signature for it as \
         well: the method OPTIONS must be open, without authorization"
            .to_owned()
    })
}
