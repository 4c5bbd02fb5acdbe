//! Credentials at work: the path from a request to a signed URL.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::mem;
use core::time::Duration;
#[cfg(feature = "std")]
use std::sync::{OnceLock, PoisonError, RwLock};

use zeroize::Zeroizing;

use crate::canonical;
use crate::encode::{self, UNRESERVED};
use crate::hex;
use crate::request::PAYLOAD_HEADER;
use crate::scope::{self, TERMINATOR};
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
    /// Percent-encoded once and not for each URL; empty where there is none.
    pub(crate) token: Zeroizing<Vec<u8>>,
    expiry: Option<Timestamp>,
    /// Read without a lock that threads would fight for. Most signers live no longer.
    #[cfg(feature = "std")]
    first_day: OnceLock<Day>,
    /// Where a signer that lives longer keeps its present day.
    #[cfg(feature = "std")]
    later_day: RwLock<Option<Day>>,
}

/// What a signer signs with.
enum Source {
    Credentials(Credentials),
    Key(Day),
}

/// What stays the same for a day.
pub(crate) struct Day {
    pub(crate) key: SigningKey,
    /// The first parameters up to the date, percent-encoded once and not for each URL:
    /// `X-Amz-Algorithm=…&X-Amz-Credential=…&X-Amz-Date=20150830`.
    parameters: Vec<u8>,
}

/// The longest life of a presigned URL in seconds, 7 days. Source: Amazon S3, "Authenticating Requests: Using Query
/// Parameters (AWS Signature Version 4)".
pub(crate) const MAX_EXPIRES: u64 = 604_800;

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
        let mut token = Zeroizing::default();
        encode::encode(&mut token, credentials.session_token().unwrap_or_default().as_bytes(), &UNRESERVED);
        Ok(Self {
            region: region.into(),
            service: service.into(),
            rules: Rules::for_service(service),
            access_key_id: credentials.access_key_id().into(),
            token,
            expiry: credentials.expiry(),
            source: Source::Credentials(credentials),
            #[cfg(feature = "std")]
            first_day: OnceLock::new(),
            #[cfg(feature = "std")]
            later_day: RwLock::default(),
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
        signer.source = Source::Key(Day::new(access_key_id, key));
        Ok(signer)
    }

    /// Replaces the rules that follow from the service's name, for a server that is known to differ.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
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
    /// once; then signing allocates nothing. The method and the headers to send are the request's, which
    /// [`presign`](Self::presign) returns together with the URL.
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
        let mut text = mem::take(url).into_bytes();
        text.clear();
        let end = self.check(request, expires_in, now)?;
        let time = now.time_of_day();
        self.with_day(now, |day| {
            let start = self.write_unsigned(&mut text, day, request, expires_in, time)?;
            let hash = sha256(&text[start..]);
            text.truncate(start);
            canonical::append_string_to_sign(&mut text, time, day.key.scope(), &hash);
            let signature = day.key.sign_bytes(&text[start..]);
            text.truncate(start);
            self.append_signature(&mut text, &signature);
            Ok(())
        })?;
        // Everything written to a URL is ASCII: percent-encoded, or a host or a header name that was checked.
        *url = String::from_utf8(text).unwrap_or_default();
        Ok(end)
    }

    /// Signs as [`presign`](Self::presign) does, and keeps every intermediate text.
    ///
    /// # Errors
    /// As [`Request::presign`].
    pub fn explain(&self, request: &Request<'_>, expires_in: Duration, now: Timestamp) -> Result<Explanation, Error> {
        let request = &self.complete(request);
        let url = self.presign(request, expires_in, now)?;
        self.with_day(now, |day| {
            let mut text = Vec::new();
            let start = self.write_unsigned(&mut text, day, request, expires_in, now.time_of_day())?;
            let canonical_request = CanonicalRequest::from_bytes(&text[start..]);
            let string_to_sign = StringToSign::new(now, day.key.scope(), &canonical_request);
            let signature = day.key.sign(&string_to_sign);
            Ok(Explanation { url, canonical_request, string_to_sign, scope: day.key.scope().clone(), signature })
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

    /// Writes the URL as it will be sent, without its signature, and behind it the canonical request, which begins at the
    /// returned place. `text` is empty before. One function writes both, so that what is signed cannot differ from what
    /// is sent.
    fn write_unsigned(
        &self,
        text: &mut Vec<u8>,
        day: &Day,
        request: &Request<'_>,
        expires_in: Duration,
        time: [u8; 8],
    ) -> Result<usize, Error> {
        // Each part stands in the URL and in the canonical request; the rest of the two texts is below 256 bytes.
        let room = 2 * (request.room() + day.parameters.len() + self.token.len()) + 256;
        if text.capacity() < room {
            *text = Vec::with_capacity(room);
        }
        let path = canonical::append_url(text, request, &self.rules)?;
        let start = text.len();
        text.extend_from_slice(&day.parameters);
        text.extend_from_slice(&time);
        if self.rules.send_expires {
            text.extend_from_slice(b"&X-Amz-Expires=");
            append_decimal(text, expires_in.as_secs());
        }
        let signed_headers = text.len() + 1;
        text.extend_from_slice(b"&X-Amz-SignedHeaders=");
        request.headers.append_names(text);
        let sorted = start..text.len();
        if self.rules.sign_session_token {
            self.append_token(text);
        }
        let token = text.len().min(sorted.end + 1)..text.len();
        // The URL has botocore's order, which is the signed order but for the token at its end.
        let place = match self.rules.session_token_parameter {
            _ if token.is_empty() => sorted.end,
            // Both of AWS' names for it.
            "X-Amz-Security-Token" | "X-Amz-S3session-Token" => signed_headers,
            _ => sorted.start + canonical::place_of(canonical::name_of(&text[token.clone()]), &text[sorted.clone()]),
        };
        let mut added = [sorted.start..place, token, place..sorted.end];
        Ok(canonical::append(text, request, &self.rules, path, &mut added))
    }

    fn append_token(&self, text: &mut Vec<u8>) {
        if !self.token.is_empty() {
            text.push(b'&');
            encode::encode(text, self.rules.session_token_parameter.as_bytes(), &UNRESERVED);
            text.push(b'=');
            text.extend_from_slice(&self.token);
        }
    }

    /// Appends the signature to a URL, and behind it the token of a service that does not want it signed.
    fn append_signature(&self, text: &mut Vec<u8>, signature: &Signature) {
        text.extend_from_slice(b"&X-Amz-Signature=");
        text.extend_from_slice(&hex::digits(signature.as_bytes()));
        if !self.rules.sign_session_token {
            self.append_token(text);
        }
    }

    /// Lends the key of the day in which `now` lies, derived at most once a day where it can be kept.
    pub(crate) fn with_day<T>(
        &self,
        now: Timestamp,
        use_day: impl FnOnce(&Day) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &self.source {
            Source::Key(day) if day.key.scope().covers(now) => use_day(day),
            Source::Key(day) => Err(Error::SigningKeyDay {
                key: day.key.scope().date().into(),
                asked: now.date().map(char::from).iter().collect(),
            }),
            Source::Credentials(credentials) => self.with_kept_day(credentials, now, use_day),
        }
    }

    #[cfg(feature = "std")]
    fn with_kept_day<T>(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        use_day: impl FnOnce(&Day) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let first = self.first_day.get_or_init(|| self.derive(credentials, now));
        if first.key.scope().covers(now) {
            return use_day(first);
        }
        // A panic while the lock is held cannot leave half a key behind.
        if let Some(day) = &*self.later_day.read().unwrap_or_else(PoisonError::into_inner) {
            if day.key.scope().covers(now) {
                return use_day(day);
            }
        }
        let day = self.derive(credentials, now);
        let result = use_day(&day);
        *self.later_day.write().unwrap_or_else(PoisonError::into_inner) = Some(day);
        result
    }

    #[cfg(not(feature = "std"))]
    fn with_kept_day<T>(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        use_day: impl FnOnce(&Day) -> Result<T, Error>,
    ) -> Result<T, Error> {
        use_day(&self.derive(credentials, now))
    }

    fn derive(&self, credentials: &Credentials, now: Timestamp) -> Day {
        let scope = Scope::of_checked(now, &self.region, &self.service);
        Day::new(&self.access_key_id, SigningKey::derive_for(credentials, scope))
    }
}

impl Day {
    fn new(access_key_id: &str, key: SigningKey) -> Self {
        let scope = key.scope();
        let mut parameters = Vec::with_capacity(128 + 3 * (access_key_id.len() + scope.as_str().len()));
        parameters.extend_from_slice(b"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
        encode::encode(&mut parameters, access_key_id.as_bytes(), &UNRESERVED);
        for part in [scope.date(), scope.region(), scope.service(), TERMINATOR] {
            parameters.extend_from_slice(b"%2F");
            encode::encode(&mut parameters, part.as_bytes(), &UNRESERVED);
        }
        parameters.extend_from_slice(b"&X-Amz-Date=");
        parameters.extend_from_slice(scope.date().as_bytes());
        Self { key, parameters }
    }
}

/// Decimal digits without `fmt`, of a number that has at most six.
#[allow(clippy::cast_possible_truncation, reason = "a remainder of ten is one digit")]
fn append_decimal(text: &mut Vec<u8>, number: u64) {
    for power in [100_000, 10_000, 1000, 100, 10, 1] {
        if number >= power {
            text.push(b'0' + (number / power % 10) as u8);
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}/{}/{})", self.access_key_id, self.region, self.service)
    }
}
