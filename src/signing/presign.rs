//! Query signing: the signature is in the URL.
//!
//! One function writes the URL and, from parts of it, what is hashed, so that what is signed cannot differ from what is
//! sent.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::str;
use core::time::Duration;

use sha2::{Digest, Sha256};
#[cfg(feature = "sigv4a")]
use zeroize::Zeroizing;

use crate::error::{Error, Reason};
use crate::partition::multi_region_service;
use crate::request::Request;
use crate::request::payload::{PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::request::reserved::{SIGNING_HEADERS, is_signing_parameter};
use crate::signing::canonical::{self, CanonicalRequest};
use crate::signing::path;
use crate::signing::{
    Algorithm, Explanation, PayloadHeader, PresignedUrl, Rules, Scope, Signature, Signed, Signer, StringToSign,
};
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// The longest lifetime of a presigned URL in seconds: 7 days. Source: Amazon S3, "Authenticating Requests: Using Query
/// Parameters (AWS Signature Version 4)".
pub(crate) const MAX_EXPIRES: u64 = 604_800;

/// How long a URL that states no expiry is valid, in seconds: "In most cases, a request must reach AWS within five
/// minutes of the time stamp in the request." Source: AWS, "AWS Signature Version 4 for API requests".
const UNSTATED_LIFETIME: u64 = 300;

/// An upper bound of the bytes that signing adds to a URL besides the prepared parameters and the names of headers:
/// day, time, expiry, parameter names and signature.
const ROOM: usize = 192;

impl Request<'_> {
    /// Returns the presigned URL of this request, valid from `now` for `expires_in`.
    ///
    /// AWS STS and AWS IoT Core ignore the expiry that a URL states, and accept it for some minutes only. Where the URL
    /// states none ([`Rules::send_expires`]), it expires after five minutes, as [`PresignedUrl::expires_at`] says.
    ///
    /// # Errors
    /// - The first error that a builder method of the request found.
    /// - `expiry-zero`, `expiry-too-long`, `expiry-fraction`: not 1 to 604,800 whole seconds.
    /// - `reserved-parameter`, `reserved-header`: the request already has what signing adds.
    /// - `invalid-field`: a header or parameter that holds a single value is repeated, or the service does not
    ///   accept the header in a signature ([`Rules::unsigned_headers`](crate::Rules)).
    /// - `payload-hash-in-query`: the parameter `X-Amz-Content-Sha256` is not `UNSIGNED-PAYLOAD`.
    /// - `host-needs-sigv4a`: the host accepts no signature that is bound to one region.
    /// - `dot-segment`, `resolved-path`: the path would not arrive as it is signed.
    /// - `credentials-expired`, `signing-key-of-other-day`: the signer cannot sign at `now`.
    /// - `credentials-expire-first`, `credentials-expiry-unknown`: the signer
    ///   [requires the full lifetime](Signer::require_full_lifetime).
    pub fn presign(&self, signer: &Signer, expires_in: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        let request = signer.complete(self);
        let mut url = String::with_capacity(signer.room(&request));
        let expires_at = signer.append(&mut url, &request, expires_in, now)?;
        Ok(PresignedUrl::new(url, &request, expires_at))
    }

    /// The URL in the spelling in which it would be signed under these rules.
    pub(crate) fn unsigned_url(&self, rules: &Rules) -> Result<String, Error> {
        if let Some(error) = &self.error {
            return Err(Error::clone(error));
        }
        let mut url = String::with_capacity(self.room());
        let path = canonical::append_url(&mut url, self, rules);
        path::check_dot_segments(&url[path], rules)?;
        // It is ready for more parameters, and there are none.
        url.pop();
        Ok(url)
    }
}

impl Signer {
    /// Appends a presigned URL to a string, and returns when it expires. Signing allocates nothing if the string has
    /// room for the URL, such as one that is cleared and used again, unless the canonical request is longer than 2,048
    /// bytes. The method and the headers to send are those of the request; [`Request::presign`] returns them together
    /// with the URL.
    ///
    /// For an operation of S3, use [`Operation::presign_into`](crate::s3::Operation::presign_into), as here: its
    /// [`request`](crate::s3::Operation::request) alone does not know the region and the service of its bucket.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let (expires_in, now) = (Duration::from_secs(3600), Timestamp::parse("20150830T123600Z")?);
    /// let mut page = String::new();
    /// for key in ["a.jpg", "b.jpg"] {
    ///     bucket.get_object(key).presign_into(&mut page, &signer, expires_in, now)?;
    ///     page.push('\n');
    /// }
    /// assert!(page.lines().eq([
    ///     bucket.get_object("a.jpg").presign(&signer, expires_in, now)?.as_str(),
    ///     bucket.get_object("b.jpg").presign(&signer, expires_in, now)?.as_str(),
    /// ]));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Request::presign`]; the string is then as it was before.
    pub fn presign_into(
        &self,
        url: &mut String,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        let request = self.complete(request);
        url.reserve(self.room(&request));
        self.append(url, &request, expires_in, now)
    }

    fn append(
        &self,
        url: &mut String,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        let end = self.check(request, expires_in, now)?;
        self.with_key_of(now, |key| {
            let (mut text, scope) = (<Scratch>::new(), key.scope());
            let time = scope.time(now);
            self.write_unsigned(url, &mut text, scope, request, expires_in, &time)?;
            let hash = Sha256::digest(text.as_bytes()).into();
            text.truncate(0);
            canonical::append_string_to_sign(&mut text, &time, scope, &hash);
            self.append_signature(url, &key.sign_bytes(text.as_bytes()), self.rules_for(request));
            Ok(end)
        })
    }

    /// Presigns a request as [`Request::presign`] does, and keeps every intermediate result.
    ///
    /// # Errors
    /// As [`Request::presign`].
    pub fn explain(&self, request: &Request<'_>, expires_in: Duration, now: Timestamp) -> Result<Explanation, Error> {
        let request = &self.complete(request);
        let expires_at = self.check(request, expires_in, now)?;
        self.with_key_of(now, |key| {
            let scope = key.scope();
            let (mut url, canonical_request) = self.unsigned(request, expires_in, now, scope)?;
            let string_to_sign = StringToSign::new(now, scope, &canonical_request);
            let signature = key.sign(&string_to_sign);
            self.append_signature(&mut url, &signature, self.rules_for(request));
            let signed = Signed::Url(PresignedUrl::new(url, request, expires_at));
            Ok(Explanation { signed, canonical_request, string_to_sign, scope: scope.clone(), signature })
        })
    }

    /// Does everything that can be done without the key. The last strings are what stands around the digits of the
    /// signature.
    #[cfg(feature = "sigv4a")]
    pub(super) fn prepare_url(
        &self,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
        scope: &Scope,
    ) -> Result<(PresignedUrl, CanonicalRequest, [Zeroizing<String>; 2]), Error> {
        let request = &self.complete(request);
        let expires_at = self.check(request, expires_in, now)?;
        let (url, canonical_request) = self.unsigned(request, expires_in, now, scope)?;
        let mut after = Zeroizing::new(String::with_capacity(self.token.len() + 1));
        self.append_unsigned_token(&mut after, self.rules_for(request));
        let around = [Zeroizing::new(SIGNATURE.into()), after];
        Ok((PresignedUrl::new(url, request, expires_at), canonical_request, around))
    }

    /// The URL without its signature, and its canonical request.
    fn unsigned(
        &self,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
        scope: &Scope,
    ) -> Result<(String, CanonicalRequest), Error> {
        let room = self.room(request);
        let (mut url, mut text) = (String::with_capacity(room), Scratch::with_capacity(room));
        self.write_unsigned(&mut url, &mut text, scope, request, expires_in, &scope.time(now))?;
        Ok((url, CanonicalRequest::from_scratch(text)))
    }

    /// The request, with the header `x-amz-content-sha256` added if the service requires it and the request lacks it.
    fn complete<'r, 'a>(&self, request: &'r Request<'a>) -> Cow<'r, Request<'a>> {
        match missing_payload_header(request, self.rules_for(request)) {
            Some(hash) => Cow::Owned(request.clone().header(PAYLOAD_HEADER, hash)),
            None => Cow::Borrowed(request),
        }
    }

    /// Refuses everything that can be refused before the URL is written, and returns when the URL will expire.
    pub(crate) fn check(
        &self,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        self.check_request(request)?;
        match expires_in.as_secs() {
            _ if expires_in.subsec_nanos() > 0 => return Err(Error(Reason::ExpiryFraction)),
            0 => return Err(Error(Reason::ExpiryZero)),
            1..=MAX_EXPIRES => {}
            seconds => return Err(Error(Reason::ExpiryTooLong(seconds))),
        }
        self.check_credentials(now)?;
        let lifetime = if self.rules_for(request).send_expires { expires_in.as_secs() } else { UNSTATED_LIFETIME };
        let end = now.plus(lifetime);
        match self.expiry {
            None if self.requires_full_lifetime && !self.session_token.is_empty() => {
                Err(Error(Reason::CredentialsExpiryUnknown))
            }
            Some(expiry) if expiry < end && self.requires_full_lifetime => {
                Err(Error(Reason::CredentialsExpireFirst { credentials: expiry, url: end }))
            }
            expiry => Ok(expiry.map_or(end, |expiry| end.min(expiry))),
        }
    }

    /// Refuses a request that must not be signed, in whichever form.
    pub(super) fn check_request(&self, request: &Request<'_>) -> Result<(), Error> {
        check_nothing_is_signed_yet(request)?;
        let host = request.address.host();
        if self.algorithm() == Algorithm::HmacSha256 && multi_region_service(host).is_some() {
            return Err(Error(Reason::HostNeedsSigV4a(host.into())));
        }
        let rules = self.rules_for(request);
        request.check_repeated(rules.refuse_repeated_parameters)?;
        match request.headers.iter().find(|(name, _)| rules.unsigned_headers.contains(name)) {
            Some((name, _)) => Err(Error(Reason::InvalidField {
                part: "header",
                name: name.to_string(),
                problem: "must not be signed for this service: the client may send it unsigned",
            })),
            None => Ok(()),
        }
    }

    /// An upper bound of the bytes of a request's URL.
    fn room(&self, request: &Request<'_>) -> usize {
        request.room() + self.credential.iter().map(String::len).sum::<usize>() + self.token.len() + ROOM
    }

    /// Appends the URL without its signature, and writes the canonical request, which is empty before. It is made from
    /// parts of the URL, so that what is signed cannot differ from what is sent. After an error the URL is not there.
    #[inline]
    fn write_unsigned<const N: usize>(
        &self,
        url: &mut String,
        text: &mut Scratch<N>,
        scope: &Scope,
        request: &Request<'_>,
        expires_in: Duration,
        time: &[u8; 16],
    ) -> Result<(), Error> {
        let [before_day, after_day] = &self.credential;
        let start = url.len();
        let rules = self.rules_for(request);
        let path = canonical::append_url(url, request, rules);
        if let Err(error) = path::check_dot_segments(&url[path.clone()], rules) {
            url.truncate(start);
            return Err(error);
        }
        let credential = url.len();
        url.push_str(before_day);
        url.push_str(scope.date());
        url.push_str(after_day);
        // Digits and two letters are UTF-8.
        url.push_str(str::from_utf8(time).unwrap_or_default());
        if rules.send_expires {
            url.push_str("&X-Amz-Expires=");
            push_decimal(url, expires_in.as_secs());
        }
        url.push('&');
        #[cfg(feature = "sigv4a")]
        url.push_str(&self.region_set);
        let signed_headers = url.len();
        url.push_str("X-Amz-SignedHeaders=");
        request.headers.append_encoded_names(url);
        url.push('&');
        let token = url.len();
        if rules.sign_session_token {
            url.push_str(&self.token);
        }
        // The URL has the order of botocore, which is the signed order except that the token comes last.
        let added = [&url[credential..signed_headers], &url[token..], &url[signed_headers..token]];
        canonical::append(text, request, rules, &url[path], &added);
        Ok(())
    }

    /// Appends the signature to a URL, and after it the session token if the service does not want the token signed.
    #[inline]
    fn append_signature(&self, url: &mut String, signature: &Signature, rules: &Rules) {
        url.push_str(SIGNATURE);
        signature.append_to(url);
        self.append_unsigned_token(url, rules);
    }

    #[inline]
    fn append_unsigned_token(&self, url: &mut String, rules: &Rules) {
        if !rules.sign_session_token && !self.token.is_empty() {
            url.push('&');
            url.push_str(self.token.trim_end_matches('&'));
        }
    }
}

/// The last parameter, except for a token that is not signed.
const SIGNATURE: &str = "X-Amz-Signature=";

/// Appends a number of at most six digits in decimal, without the cost of `fmt`.
#[allow(clippy::cast_possible_truncation, reason = "a remainder of ten is one digit")]
fn push_decimal(text: &mut String, number: u64) {
    for power in [100_000, 10_000, 1000, 100, 10, 1] {
        if number >= power {
            text.push(char::from(b'0' + (number / power % 10) as u8));
        }
    }
}

/// Refuses a request that has what signing adds. (Dot segments are found later, when the path of the URL has been
/// written.)
#[inline]
fn check_nothing_is_signed_yet(request: &Request<'_>) -> Result<(), Error> {
    if let Some(error) = &request.error {
        return Err(Error::clone(error));
    }
    // In a presigned request they would contradict the query.
    let is_reserved = |name: &str| name == "authorization" || SIGNING_HEADERS.contains(&name);
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| is_reserved(name)) {
        return Err(Error(Reason::ReservedHeader(name.to_string())));
    }
    for (name, value) in request.query.amz() {
        if is_signing_parameter(name) {
            return Err(Error(Reason::ReservedParameter(name.to_string())));
        }
        // S3 accepts any other payload hash from the header alone: AWS's SDK for Go once put it into the query, and S3
        // refused such URLs.
        if name.eq_ignore_ascii_case(PAYLOAD_HEADER) && value != UNSIGNED_PAYLOAD {
            return Err(Error(Reason::PayloadHashInQuery));
        }
    }
    Ok(())
}

/// The value of the header `x-amz-content-sha256` if these rules require it and the request does not have it yet.
#[inline]
fn missing_payload_header<'r>(request: &'r Request<'_>, rules: &'r Rules) -> Option<&'r str> {
    let hash = match rules.payload_header {
        PayloadHeader::Never => None,
        PayloadHeader::UnlessDefault => request.payload_hash.as_deref().filter(|hash| *hash != rules.payload_hash),
        PayloadHeader::Always => Some(canonical::payload_hash(request, rules)),
    }?;
    let is_told = request.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER);
    (!is_told).then_some(hash)
}
