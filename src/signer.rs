//! Credentials at work: the path from a request to a signed URL.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str;
use core::time::Duration;
#[cfg(feature = "std")]
use std::sync::{OnceLock, PoisonError, RwLock};

use zeroize::Zeroizing;

use crate::canonical;
use crate::encode::{self, UNRESERVED};
use crate::hex;
use crate::request::PAYLOAD_HEADER;
use crate::scope::{self, TERMINATOR};
use crate::scratch::Scratch;
use crate::sha256::sha256;
use crate::{
    CanonicalRequest, Credentials, Error, Explanation, PresignedUrl, Request, Rules, Scope, Signature, SigningKey,
    StringToSign, Timestamp,
};

/// Credentials bound to a region and a service.
///
/// A signer is made once and signs from many threads through `&self`. With the feature `std` it keeps the day's signing
/// key, so that only the first URL of a day derives one. Its credentials never change: for rotated credentials make a
/// new signer, and no old key can sign for them.
///
/// ```
/// use presign::{Credentials, Signer};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let signer = Signer::new(credentials, "us-east-1", "execute-api")?;
/// assert_eq!(format!("{signer:?}"), "Signer(AKIDEXAMPLE/us-east-1/execute-api)");
/// # Ok::<(), presign::Error>(())
/// ```
pub struct Signer {
    source: Source,
    region: String,
    service: String,
    rules: Rules,
    pub(crate) access_key_id: String,
    /// The parameters that stand before and behind the day, percent-encoded once and not for each URL.
    credential: [String; 2],
    /// Empty where there is none.
    pub(crate) session_token: Zeroizing<String>,
    /// The session token's parameter, `X-Amz-Security-Token=…&`, percent-encoded once and not for each URL; empty where
    /// there is none.
    token: Zeroizing<String>,
    expiry: Option<Timestamp>,
    /// The key of the first day, read without a lock that threads would fight for. Most signers live no longer.
    #[cfg(feature = "std")]
    first_key: OnceLock<SigningKey>,
    /// Where a signer that lives longer keeps its present day's key.
    #[cfg(feature = "std")]
    later_key: RwLock<Option<SigningKey>>,
}

/// What a signer signs with.
enum Source {
    Credentials(Credentials),
    Key(SigningKey),
}

/// The longest life of a presigned URL in seconds, 7 days. Source: Amazon S3, "Authenticating Requests: Using Query
/// Parameters (AWS Signature Version 4)".
pub(crate) const MAX_EXPIRES: u64 = 604_800;

/// More than signing adds to a URL beside the prepared parameters and the names of headers: day, time, expiry, names and
/// signature.
const ROOM: usize = 192;

impl Signer {
    /// A signer for one region and service, by the names that stand in the credential scope: `us-east-1` and `s3`,
    /// `eu-west-1` and `execute-api`. The service's [`Rules`] come from its name.
    ///
    /// # Errors
    /// - [`Error::Empty`]: the access key id, the secret access key, the region or the service is empty.
    /// - [`Error::CredentialWhiteSpace`]: a credential was copied with a space or a line end.
    /// - [`Error::ScopeCharacter`]: the region or the service has a slash, white space or a control character.
    pub fn new(credentials: Credentials, region: &str, service: &str) -> Result<Self, Error> {
        credentials.check()?;
        scope::check("region", region)?;
        scope::check("service", service)?;
        let rules = Rules::for_service(service);
        let session_token = credentials.session_token().unwrap_or_default();
        Ok(Self {
            region: region.into(),
            service: service.into(),
            access_key_id: credentials.access_key_id().into(),
            credential: credential_parameters(credentials.access_key_id(), region, service),
            token: token_parameter(&rules, session_token),
            session_token: Zeroizing::new(session_token.into()),
            rules,
            expiry: credentials.expiry(),
            source: Source::Credentials(credentials),
            #[cfg(feature = "std")]
            first_key: OnceLock::new(),
            #[cfg(feature = "std")]
            later_key: RwLock::default(),
        })
    }

    /// A signer that holds the key of one day instead of a secret: what a `no_std` program keeps between calls, or what
    /// a service that hands out URLs gets from the one that has the secret.
    ///
    /// # Errors
    /// - [`Error::Empty`], [`Error::CredentialWhiteSpace`]: the access key id cannot be one.
    pub fn with_key(access_key_id: &str, session_token: Option<&str>, key: SigningKey) -> Result<Self, Error> {
        // The secret is only checked: a key needs none.
        let checked = Credentials::new(access_key_id, "-").with_session_token(session_token.unwrap_or_default());
        let mut signer = Self::new(checked, key.scope().region(), key.scope().service())?;
        signer.source = Source::Key(key);
        Ok(signer)
    }

    /// Replaces the rules that follow from the service's name, for a server that is known to differ.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
        self.token = token_parameter(&rules, &self.session_token);
        self.rules = rules;
        self
    }

    /// The region, as in the credential scope.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The service, as in the credential scope.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The rules that this signer follows.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

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
            let hash = sha256(text.as_bytes());
            text.truncate(0);
            canonical::append_string_to_sign(&mut text, &time, scope, &hash);
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
        match request.missing_payload_header(&self.rules) {
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
        request.check()?;
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

    /// Lends the key of the day in which `now` lies, derived at most once a day where it can be kept.
    pub(crate) fn with_key_of<T>(
        &self,
        now: Timestamp,
        use_key: impl FnOnce(&SigningKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &self.source {
            Source::Key(key) if key.scope().covers(now) => use_key(key),
            Source::Key(key) => Err(Error::SigningKeyDay {
                key: key.scope().date().into(),
                asked: now.date().map(char::from).iter().collect(),
            }),
            Source::Credentials(credentials) => self.with_kept_key(credentials, now, use_key),
        }
    }

    #[cfg(feature = "std")]
    fn with_kept_key<T>(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        use_key: impl FnOnce(&SigningKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let first = self.first_key.get_or_init(|| self.derive(credentials, now));
        if first.scope().covers(now) {
            return use_key(first);
        }
        // A panic while the lock is held cannot leave half a key behind.
        if let Some(key) = &*self.later_key.read().unwrap_or_else(PoisonError::into_inner) {
            if key.scope().covers(now) {
                return use_key(key);
            }
        }
        let key = self.derive(credentials, now);
        let result = use_key(&key);
        *self.later_key.write().unwrap_or_else(PoisonError::into_inner) = Some(key);
        result
    }

    #[cfg(not(feature = "std"))]
    fn with_kept_key<T>(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        use_key: impl FnOnce(&SigningKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        use_key(&self.derive(credentials, now))
    }

    fn derive(&self, credentials: &Credentials, now: Timestamp) -> SigningKey {
        let scope = Scope::of_checked(now, &self.region, &self.service);
        SigningKey::derive_for(credentials, scope)
    }
}

/// `X-Amz-Algorithm=…&X-Amz-Credential=…&X-Amz-Date=`, cut in two where the day stands.
fn credential_parameters(access_key_id: &str, region: &str, service: &str) -> [String; 2] {
    let mut before = String::from("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
    encode::encode(&mut before, access_key_id, &UNRESERVED);
    before.push_str("%2F");
    let mut after = String::new();
    encode::encode(&mut after, &format!("/{region}/{service}/{TERMINATOR}"), &UNRESERVED);
    after.push_str("&X-Amz-Date=");
    [before, after]
}

/// `X-Amz-Security-Token=…&`.
fn token_parameter(rules: &Rules, session_token: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    if !session_token.is_empty() {
        // At once, so that no copy stays behind.
        text.reserve(3 * (rules.session_token_parameter.len() + session_token.len()) + 2);
        encode::encode(&mut text, rules.session_token_parameter, &UNRESERVED);
        text.push('=');
        encode::encode(&mut text, session_token, &UNRESERVED);
        text.push('&');
    }
    text
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

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}/{}/{})", self.access_key_id, self.region, self.service)
    }
}
