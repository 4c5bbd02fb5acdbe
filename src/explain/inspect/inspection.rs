//! A presigned URL, taken apart.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "cloudfront")]
use crate::explain::inspect::cloudfront;
use crate::explain::inspect::operation::operation;
use crate::explain::inspect::paste::pasted_url;
use crate::explain::inspect::scheme::{self, Scheme, SignatureVersion};
use crate::explain::inspect::url::Url;
use crate::explain::inspect::{appended, host_findings, services, url_findings};
use crate::explain::shown::{self, duration};
use crate::explain::{Evidence, Finding, Kind};
use crate::signing::Scope;
use crate::timestamp::Timestamp;
use crate::token;
use crate::verify::read::claims::parse_credential;

/// What a presigned URL says, and what is wrong with it. Made by [`inspect`].
///
/// `Display` writes it line by line. No field holds the signature or the session token: a value is cut with `…` where a
/// malformed URL has them in the wrong place, and control characters are escaped. With the feature `serde` it is
/// serialized with the names of its fields, except that `scope` is `region` and `service`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspection {
    /// How it is signed, if it is: `Signature Version 4`, `Signature Version 2`, `SigV4a`, or the name of another way,
    /// such as `CloudFront's signed URLs`.
    pub signed_with: Option<&'static str>,
    /// The host and port as written.
    pub host: String,
    /// The path as written, percent-encoded.
    pub path: String,
    /// The access key id of the signer.
    pub access_key_id: Option<String>,
    /// The day, region and service that it is signed for.
    pub scope: Option<Scope>,
    /// Whether it has a session token, as temporary credentials do.
    pub has_session_token: bool,
    /// When it was signed, according to the signer's clock.
    pub signed_at: Option<Timestamp>,
    /// The last second in which it is valid: that of its session token, where that can be read and is earlier.
    pub expires_at: Option<Timestamp>,
    /// The number of seconds until it expires; 0 after that.
    pub seconds_left: Option<u64>,
    /// The names of the headers besides `host` that must be sent with the values that were signed. The URL does not
    /// tell the values.
    pub headers_to_send: Vec<String>,
    /// The operation it seems to be for, such as `UploadPart`. The URL does not tell its method.
    pub operation: Option<String>,
    /// What is wrong, the most serious first.
    pub findings: Vec<Finding>,
    /// The same, to match on.
    pub(in crate::explain) version: Option<SignatureVersion>,
    /// Whether the signature is in the header `Authorization`.
    pub(in crate::explain) is_signed_by_headers: bool,
}

/// Takes a presigned URL apart: who signed it, when, for what and for how long, and what is wrong with it. Any string
/// is accepted: where it is not a presigned URL, a finding says so.
///
/// ```
/// use presign::Timestamp;
/// use presign::explain::inspect;
///
/// let url = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
///     &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
///     &X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
///     &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
/// let inspection = inspect(url, Timestamp::parse("20130525T000200Z")?);
/// assert_eq!(inspection.access_key_id.as_deref(), Some("AKIAIOSFODNN7EXAMPLE"));
/// assert_eq!(inspection.findings[0].kind(), "expired");
/// assert_eq!(inspection.findings[0].sentence, "the URL expired at 20130525T000000Z, 2 minutes ago");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", "Authenticating
/// Requests (AWS Signature Version 2)".
#[must_use]
pub fn inspect(url: &str, now: Timestamp) -> Inspection {
    inspect_at(url, &[], Some(now))
}

impl Evidence {
    /// Takes the request apart like [`inspect`], with the signature in its URL or in its header `Authorization`.
    ///
    /// ```
    /// use presign::Timestamp;
    /// use presign::explain::Evidence;
    ///
    /// let command = "curl -H 'x-amz-date: 20150830T123600Z' -H 'authorization: AWS4-HMAC-SHA256 \
    ///     Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=0' \
    ///     https://iam.amazonaws.com/";
    /// let inspection = Evidence::read(command).inspect(Timestamp::parse("20150830T123700Z")?);
    /// assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn inspect(&self, now: Timestamp) -> Inspection {
        inspect_at(self.url.as_deref().unwrap_or_default(), &self.headers, Some(now))
    }
}

/// The same with the headers of the request, which may have the signature, and without a time: then nothing is said
/// about it.
pub(in crate::explain) fn inspect_at(url: &str, headers: &[(String, String)], now: Option<Timestamp>) -> Inspection {
    let (text, mut findings) = pasted_url(url);
    let url = Url::parse(&text).with_headers(headers);
    let scheme = scheme::of(&url);
    let mut inspection = read(&url, scheme);
    url_findings::signature(&url, scheme, &mut findings);
    #[cfg(feature = "cloudfront")]
    if scheme.is_some_and(|scheme| scheme.version == SignatureVersion::CloudFront) {
        cloudfront::look(&url, now, &mut findings);
    }
    if let Some(now) = now {
        let left = |end: Timestamp| end.unix_seconds().saturating_sub(now.unix_seconds());
        inspection.seconds_left = inspection.expires_at.map(left);
        time(&inspection, now, &mut findings);
    }
    if scheme.is_none_or(|scheme| !scheme.is_foreign()) {
        look(&url, &inspection, &mut findings);
    }
    inspection.findings = findings;
    inspection
}

/// What can be wrong with a URL that is signed, or was meant to be, for AWS.
fn look(url: &Url<'_>, inspection: &Inspection, findings: &mut Vec<Finding>) {
    let Inspection { version, scope, headers_to_send, .. } = inspection;
    let id = inspection.access_key_id.as_deref();
    let is_temporary = id.is_some_and(|id| id.starts_with("ASIA"));
    url_findings::empty_variables(url, id, scope.as_ref(), findings);
    url_findings::access_key(url, findings);
    url_findings::expiry(url, is_temporary, findings);
    findings.extend(ends_with_token(url, inspection));
    if is_temporary && !inspection.has_session_token {
        let sentence = "the access key id begins with ASIA, as those of temporary credentials do, but the URL has no \
                        session token";
        let by_headers = "the access key id begins with ASIA, as those of temporary credentials do, but the request has no \
                          session token: it must send x-amz-security-token, and sign it";
        let sentence = if url.is_signed_by_headers { by_headers } else { sentence };
        findings.push(Finding::new(Kind::TokenMissing, sentence));
    }
    url_findings::empty_body_checksum(url, findings);
    let noun = if url.is_signed_by_headers { "request" } else { "URL" };
    host_findings::scope(url.authority, noun, *version, scope.as_ref(), findings);
    services::find(url, scope.as_ref(), findings);
    url_findings::token_encoded_twice(url, findings);
    url_findings::signed_twice(url, findings);
    url_findings::headers(headers_to_send, !url.is_signed_by_headers, findings);
    // The token of a database is a URL without its scheme, and no client sends it as a request.
    let is_token = url.scheme.is_empty() && scope.as_ref().is_some_and(|scope| DATABASES.contains(&scope.service()));
    if is_token {
        return;
    }
    if *version == Some(SignatureVersion::V4) {
        url_findings::tracking(url, findings);
        appended::find(url, findings);
    }
    if ["https", "http", "wss", "ws"].contains(&url.scheme) {
        host_findings::reach(url, findings);
        url_findings::address(url, findings);
    }
    url_findings::spelling(url, findings);
}

/// The services whose tokens are presigned URLs. Source: Amazon RDS, "IAM database authentication"; Amazon ElastiCache
/// and MemoryDB, "Authenticating with IAM"; Aurora DSQL, "Generating an authentication token".
const DATABASES: [&str; 4] = ["dsql", "elasticache", "memorydb", "rds-db"];

/// A URL that says that it outlives its session token.
fn ends_with_token(url: &Url<'_>, inspection: &Inspection) -> Option<Finding> {
    let (end, signed_at) = (token_end(url)?, inspection.signed_at?);
    let seconds: u64 = url.parameter("X-Amz-Expires")?.parse().ok()?;
    (end < signed_at.plus(seconds)).then(|| {
        let sentence = format!(
            "the session token in the URL ends at {end}, and the URL with it, {} before the time that it says itself",
            duration(signed_at.plus(seconds).unix_seconds() - end.unix_seconds())
        );
        Finding::new(Kind::Token, sentence)
    })
}

/// Reads what the URL says, without judging it.
fn read(url: &Url<'_>, scheme: Option<&Scheme>) -> Inspection {
    let version = scheme.map(|scheme| scheme.version);
    let shown = |text: &str| shown::text(text).into_owned();
    let is_read = matches!(version, Some(SignatureVersion::V4 | SignatureVersion::V4a));
    let credential = url.parameter("X-Amz-Credential").filter(|_| is_read).unwrap_or_default();
    let (access_key_id, scope) = match parse_credential(credential, version == Some(SignatureVersion::V4)) {
        Some((id, scope)) => (Some(id), Some(scope).filter(|scope| shown(scope.as_str()) == scope.as_str())),
        None => (scheme.and_then(|scheme| scheme.id(url)), None),
    };
    let (signed_at, own_end) = scheme.map(|scheme| scheme.times(url)).unwrap_or_default();
    let expires_at = [own_end, token_end(url)].into_iter().flatten().min();
    let signed_headers = url.parameter("X-Amz-SignedHeaders").unwrap_or_default().split(';');
    let headers_to_send = signed_headers.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("host"));
    let headers_to_send: Vec<_> = headers_to_send.map(shown).collect();
    Inspection {
        signed_with: scheme.map(|scheme| scheme.name),
        version,
        host: shown(url.authority),
        path: shown(url.path),
        access_key_id: access_key_id.map(|id| shown::access_key_id(id).into_owned()),
        operation: operation(url, scope.as_ref().map(Scope::service), &headers_to_send).as_deref().map(shown),
        scope,
        has_session_token: has_session_token(url, version),
        signed_at,
        expires_at,
        seconds_left: None,
        headers_to_send,
        findings: Vec::new(),
        is_signed_by_headers: url.is_signed_by_headers,
    }
}

/// When the session token ends, if it tells.
pub(super) fn token_end(url: &Url<'_>) -> Option<Timestamp> {
    TOKENS.into_iter().find_map(|name| token::end(url.parameter(name)?))
}

const TOKENS: [&str; 2] = ["X-Amz-Security-Token", "X-Amz-S3session-Token"];

fn has_session_token(url: &Url<'_>, version: Option<SignatureVersion>) -> bool {
    // Signature Version 2 signs it as a header, whose name has no case.
    let is_v2 = version == Some(SignatureVersion::V2);
    let is_token = |name: &str| match name {
        _ if TOKENS.contains(&name) => true,
        _ => is_v2 && name.eq_ignore_ascii_case("x-amz-security-token"),
    };
    url.parameters().any(|(name, value)| is_token(name) && !value.is_empty())
}

/// The clock difference that AWS tolerates. Source: as [`Policy::clock_skew`](crate::verify::Policy::clock_skew).
const CLOCK_SKEW: u64 = 15 * 60;

fn time(inspection: &Inspection, now: Timestamp, findings: &mut Vec<Finding>) {
    if let Some(end) = inspection.expires_at.filter(|end| *end < now) {
        let ago = duration(now.unix_seconds() - end.unix_seconds());
        findings.push(Finding::new(Kind::Expired, format!("the URL expired at {end}, {ago} ago")));
    }
    if let Some(start) = inspection.signed_at.filter(|start| *start > now.plus(CLOCK_SKEW)) {
        let ahead = duration(start.unix_seconds() - now.unix_seconds());
        let sentence = format!("the URL is dated {start}, {ahead} ahead: servers accept no more than 15 minutes");
        findings.push(Finding::new(Kind::NotYetValid, sentence));
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |label: &str, text: &dyn fmt::Display| writeln!(f, "{label:<17}{text}");
        line("signed with", &self.signed_with.unwrap_or("nothing"))?;
        line("host", &self.host)?;
        line("path", &self.path)?;
        if let Some(id) = &self.access_key_id {
            let kind = if self.has_session_token { ", temporary, with a session token" } else { "" };
            line("access key id", &format_args!("{id}{kind}"))?;
        }
        if let Some(scope) = &self.scope {
            line("region", &scope.region())?;
            line("service", &scope.service())?;
        }
        if let Some(time) = self.signed_at {
            line("signed at", &time)?;
        }
        if let (Some(end), Some(left)) = (self.expires_at, self.seconds_left) {
            line("valid until", &format_args!("{end}, {} left", duration(left)))?;
        }
        for name in &self.headers_to_send {
            line("header to send", &format_args!("{name}, with the value that was signed"))?;
        }
        if let Some(operation) = &self.operation {
            line("operation", &operation)?;
        }
        for finding in &self.findings {
            line("finding", &finding)?;
        }
        Ok(())
    }
}
