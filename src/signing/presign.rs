//! The query form: a presigned URL.
//!
//! One function writes the URL and, out of its parts, what is hashed: what is signed cannot differ from what is sent.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::str;
use core::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::request::Request;
use crate::request::payload::PAYLOAD_HEADER;
use crate::signing::canonical::{self, CanonicalRequest};
use crate::signing::string_to_sign::{self, StringToSign};
use crate::signing::{Explanation, PayloadHeader, PresignedUrl, Rules, Scope, Signature, Signer};
use crate::text::hex;
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// The longest life of a presigned URL in seconds, 7 days. Source: Amazon S3, "Authenticating Requests: Using Query
/// Parameters (AWS Signature Version 4)".
pub(crate) const MAX_EXPIRES: u64 = 604_800;

/// More than signing adds to a URL beside the prepared parameters and the names of headers: day, time, expiry, names and
/// signature.
const ROOM: usize = 192;

/// Headers of a request that is signed by headers: beside a signed query they contradict it.
const RESERVED_HEADERS: [&str; 5] =
    ["authorization", "x-amz-date", "x-amz-region-set", "x-amz-s3session-token", "x-amz-security-token"];

/// The parameters that signing adds. A URL that has one is signed already, and signing it again makes a dead URL.
const RESERVED_PARAMETERS: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Region-Set",
    "X-Amz-S3session-Token",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

impl Request<'_> {
    /// The presigned URL of this request: good from `now` on, for `expires_in`.
    ///
    /// # Errors
    /// - What a builder method found wrong, the first such error.
    /// - [`Error::ExpiryZero`], [`Error::ExpiryTooLong`], [`Error::ExpiryFraction`]: not 1 to 604,800 whole seconds.
    /// - [`Error::ReservedParameter`], [`Error::ReservedHeader`]: the request brings what signing adds.
    /// - [`Error::DotSegment`]: the path would not arrive as it is signed.
    /// - [`Error::CredentialsExpired`], [`Error::SigningKeyDay`]: the signer cannot sign at `now`.
    pub fn presign(&self, signer: &Signer, expires_in: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        signer.presign(self, expires_in, now)
    }
}

impl Signer {
    /// Presigns a request: what [`Request::presign`] calls.
    ///
    /// # Errors
    /// As [`Request::presign`].
    pub fn presign(&self, request: &Request<'_>, expires_in: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        let request = self.complete(request);
        let mut url = String::new();
        let expires_at = self.write(&mut url, &request, expires_in, now)?;
        Ok(PresignedUrl::new(url, &request, expires_at))
    }

    /// Writes a presigned URL over what `url` holds, and returns when it ends. A text that is used again and again grows
    /// once; then signing allocates nothing, unless the canonical request is longer than 2,048 bytes. The method and the
    /// headers to send are the request's, which [`presign`](Self::presign) returns together with the URL.
    ///
    /// # Errors
    /// As [`Request::presign`]; `url` is empty then.
    pub fn presign_into(
        &self,
        url: &mut String,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        self.write(url, &self.complete(request), expires_in, now)
    }

    fn write(
        &self,
        url: &mut String,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        url.clear();
        let end = self.check(request, expires_in, now)?;
        self.with_key_of(now, |key| {
            let (mut text, scope) = (Scratch::new(), key.scope());
            let time = scope.time(now);
            self.write_unsigned(url, &mut text, scope, request, expires_in, &time)?;
            let hash = Sha256::digest(text.as_bytes()).into();
            text.truncate(0);
            string_to_sign::append(&mut text, &time, scope, &hash);
            self.append_signature(url, &key.sign_bytes(text.as_bytes()));
            Ok(end)
        })
    }

    /// Signs as [`presign`](Self::presign) does, and keeps every intermediate text.
    ///
    /// # Errors
    /// As [`Request::presign`].
    pub fn explain(&self, request: &Request<'_>, expires_in: Duration, now: Timestamp) -> Result<Explanation, Error> {
        let request = &self.complete(request);
        let url = self.presign(request, expires_in, now)?;
        self.with_key_of(now, |key| {
            let mut text = Scratch::new();
            let (scope, url_text) = (key.scope(), &mut String::new());
            self.write_unsigned(url_text, &mut text, scope, request, expires_in, &scope.time(now))?;
            let canonical_request = CanonicalRequest::from_scratch(&text);
            let string_to_sign = StringToSign::new(now, key.scope(), &canonical_request);
            let signature = key.sign(&string_to_sign);
            Ok(Explanation { url, canonical_request, string_to_sign, scope: key.scope().clone(), signature })
        })
    }

    /// The request, with the header `x-amz-content-sha256` if the service wants one that is not there.
    fn complete<'r, 'a>(&self, request: &'r Request<'a>) -> Cow<'r, Request<'a>> {
        match missing_payload_header(request, &self.rules) {
            Some(hash) => Cow::Owned(request.clone().header(PAYLOAD_HEADER, hash)),
            None => Cow::Borrowed(request),
        }
    }

    /// Everything that can be refused before a byte is written; when the URL will end, otherwise.
    pub(crate) fn check(
        &self,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        check_nothing_is_signed_yet(request)?;
        match expires_in.as_secs() {
            _ if expires_in.subsec_nanos() > 0 => return Err(Error::ExpiryFraction),
            0 => return Err(Error::ExpiryZero),
            1..=MAX_EXPIRES => {}
            seconds => return Err(Error::ExpiryTooLong(seconds)),
        }
        let end = now.plus(expires_in.as_secs());
        match self.expiry {
            Some(expiry) if expiry <= now => Err(Error::CredentialsExpired(expiry)),
            Some(expiry) => Ok(end.min(expiry)),
            None => Ok(end),
        }
    }

    /// Writes the URL without its signature, and the canonical request. Both texts are empty before. The second is made of
    /// parts of the first, so that what is signed cannot differ from what is sent.
    #[inline]
    fn write_unsigned(
        &self,
        url: &mut String,
        text: &mut Scratch,
        scope: &Scope,
        request: &Request<'_>,
        expires_in: Duration,
        time: &[u8; 16],
    ) -> Result<(), Error> {
        let [before_day, after_day] = &self.credential;
        let room = request.room() + before_day.len() + after_day.len() + self.token.len() + ROOM;
        if url.capacity() < room {
            // Cheaper than `reserve`, which would keep what a text holds; this one is empty.
            *url = String::with_capacity(room);
        }
        let path = canonical::append_url(url, request, &self.rules);
        if self.rules.refuse_dot_segments && canonical::has_dot_segment(&url[path.clone()]) {
            url.clear();
            return Err(Error::DotSegment);
        }
        let credential = url.len();
        url.push_str(before_day);
        url.push_str(scope.date());
        url.push_str(after_day);
        // Digits and two letters.
        url.push_str(str::from_utf8(time).unwrap_or_default());
        if self.rules.send_expires {
            url.push_str("&X-Amz-Expires=");
            push_decimal(url, expires_in.as_secs());
        }
        url.push('&');
        let signed_headers = url.len();
        url.push_str("X-Amz-SignedHeaders=");
        request.headers.append_encoded_names(url);
        url.push('&');
        let token = url.len();
        if self.rules.sign_session_token {
            url.push_str(&self.token);
        }
        // The URL has botocore's order, which is the signed order but for the token at its end.
        let added = [&url[credential..signed_headers], &url[token..], &url[signed_headers..token]];
        canonical::append(text, request, &self.rules, &url[path], &added);
        Ok(())
    }

    /// Appends the signature to a URL, and behind it the token of a service that does not want it signed.
    #[inline]
    fn append_signature(&self, url: &mut String, signature: &Signature) {
        url.push_str("X-Amz-Signature=");
        // Digits.
        url.push_str(str::from_utf8(&hex::digits(signature.as_bytes())).unwrap_or_default());
        if !self.rules.sign_session_token && !self.token.is_empty() {
            url.push('&');
            url.push_str(self.token.trim_end_matches('&'));
        }
    }
}

/// Decimal digits without `fmt`, of a number that has at most six.
#[allow(clippy::cast_possible_truncation, reason = "a remainder of ten is one digit")]
fn push_decimal(text: &mut String, number: u64) {
    for power in [100_000, 10_000, 1000, 100, 10, 1] {
        if number >= power {
            text.push(char::from(b'0' + (number / power % 10) as u8));
        }
    }
}

/// The first reason not to sign a request, in a URL or a form. (A URL can have dot segments too, which are looked for
/// once its path is written.)
#[inline]
fn check_nothing_is_signed_yet(request: &Request<'_>) -> Result<(), Error> {
    if let Some(error) = &request.error {
        return Err(Error::clone(error));
    }
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| RESERVED_HEADERS.contains(name)) {
        return Err(Error::ReservedHeader(name.to_string()));
    }
    let is_reserved = |name: &str| RESERVED_PARAMETERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved));
    if let Some(name) = request.query.find_amz_name(is_reserved) {
        return Err(Error::ReservedParameter(name.to_string()));
    }
    Ok(())
}

/// The header `x-amz-content-sha256` that these rules ask for and the request does not have yet.
#[inline]
fn missing_payload_header<'r>(request: &'r Request<'_>, rules: &'r Rules) -> Option<&'r str> {
    let hash = match rules.payload_header {
        PayloadHeader::Never => None,
        PayloadHeader::UnlessDefault => request.payload_hash.as_deref().filter(|hash| *hash != rules.payload_hash),
        PayloadHeader::Always => Some(canonical::payload_hash(request, rules)),
    }?;
    let told = || {
        request.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER)
            || request.query.find_amz_name(|name| name.eq_ignore_ascii_case(PAYLOAD_HEADER)).is_some()
    };
    (!told()).then_some(hash)
}
