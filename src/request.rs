//! What is asked for, before anyone has signed it.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use crate::authority::{Address, UrlText};
use crate::encode;
use crate::headers::{self, Headers};
use crate::hex;
use crate::query::Query;
use crate::rules::PayloadHeader;
use crate::sha256::sha256;
use crate::{Error, PresignedUrl, Rules, Signer, Timestamp};

/// A request to sign: method, URL, query parameters, headers and payload hash.
///
/// The URL is given as text that is percent-encoded already; query parameters and headers are added decoded, as names
/// and values. A bad one is kept in mind and returned as the error when the request is signed, so that a chain of calls
/// needs no `?` in its middle.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Request, Signer, Timestamp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let signer = Signer::new(credentials, "eu-west-1", "sts")?;
/// let url = Request::get("https://sts.eu-west-1.amazonaws.com/")?
///     .query("Action", "GetCallerIdentity")
///     .query("Version", "2011-06-15")
///     .header("x-k8s-aws-id", "my-cluster")
///     .presign(&signer, Duration::from_secs(60), Timestamp::parse("20150830T123600Z")?)?;
/// assert!(url.as_str().starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm="));
/// assert!(url.headers().eq([("x-k8s-aws-id", "my-cluster")]));
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
pub struct Request<'a> {
    pub(crate) method: Cow<'static, str>,
    pub(crate) address: Address<'a>,
    /// The rest of the path, decoded: an S3 key, encoded when it is written.
    pub(crate) key: Cow<'a, str>,
    pub(crate) query: Query,
    pub(crate) headers: Headers,
    pub(crate) payload_hash: Option<Cow<'static, str>>,
    /// Boxed, since hardly any request has one, and each call of a chain moves the request.
    pub(crate) error: Option<Box<Error>>,
}

impl<'a> Request<'a> {
    /// A request with any method, such as `PATCH`, to a URL that is percent-encoded already.
    ///
    /// The schemes are `https`, `http`, `wss` and `ws`. The host's capitals become small and the scheme's default port
    /// is dropped, as clients do. Characters beyond ASCII are percent-encoded as UTF-8. The URL's own query parameters
    /// are kept, each in its canonical spelling.
    ///
    /// # Errors
    /// - [`Error::InvalidMethod`]: the method is not an upper-case HTTP token.
    /// - [`Error::UnknownScheme`], [`Error::UserInfo`], [`Error::Fragment`]: the URL is of another kind.
    /// - [`Error::Empty`], [`Error::InvalidHost`], [`Error::InvalidPort`]: clients would refuse or respell the host.
    /// - [`Error::NotEncoded`], [`Error::MalformedPercent`]: the path or the query is not percent-encoded.
    /// - [`Error::BarePlus`], [`Error::EmptyQueryName`]: servers disagree on what the query means.
    pub fn new(method: &str, url: &'a str) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        let path = if path.is_ascii() { Cow::Borrowed(path) } else { Cow::Owned(encode::escape_beyond_ascii(path)) };
        let address = Address::of_url(url, scheme, &host, &path);
        let mut request = Self::at(known_method(method)?, address);
        request.query.push_encoded(query);
        if request.query.names().any(str::is_empty) {
            return Err(Error::EmptyQueryName);
        }
        Ok(request)
    }

    /// A GET request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], but for the method.
    pub fn get(url: &'a str) -> Result<Self, Error> {
        Self::new("GET", url)
    }

    /// A PUT request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], but for the method.
    pub fn put(url: &'a str) -> Result<Self, Error> {
        Self::new("PUT", url)
    }

    /// A POST request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], but for the method.
    pub fn post(url: &'a str) -> Result<Self, Error> {
        Self::new("POST", url)
    }

    /// A method and an address that are known to be good.
    pub(crate) fn at(method: Cow<'static, str>, address: Address<'a>) -> Self {
        let (query, headers) = (Query::default(), Headers::default());
        Self { method, address, key: Cow::Borrowed(""), query, headers, payload_hash: None, error: None }
    }

    /// Adds a query parameter, name and value decoded. The same name may come again; nothing is dropped or merged.
    #[must_use]
    #[inline]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.add_query(name, value);
        self
    }

    /// Adds a header that is signed: the client must send it with this value, as [`PresignedUrl::headers`] will say.
    ///
    /// White space at the ends of the value and runs of it inside do not matter, as HTTP has it. The same name may come
    /// again. The value of `x-amz-content-sha256` becomes the payload hash. `host` is the URL's and need not be added.
    ///
    /// Headers that clients and proxies change on the way are not signed, as in every AWS SDK: `connection`, `expect`,
    /// `keep-alive`, `proxy-authenticate`, `proxy-authorization`, `sec-websocket-key`, `sec-websocket-protocol`,
    /// `sec-websocket-version`, `te`, `trailer`, `transfer-encoding`, `upgrade`, `user-agent`, `x-amzn-trace-id`.
    #[must_use]
    #[inline]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.add_header(name, value);
        self
    }

    /// Sets the last line of the canonical request: 64 lower-case hexadecimal digits, or a name such as
    /// `UNSIGNED-PAYLOAD`. Without it, S3 signs `UNSIGNED-PAYLOAD` and other services the hash of an empty body.
    #[must_use]
    #[inline]
    pub fn payload_hash(mut self, hash: &str) -> Self {
        self.set_payload_hash(hash);
        self
    }

    /// [`query`](Self::query) in place. A builder's chain would move the request back and forth; so what the chain calls is
    /// inlined and does its work here.
    pub(crate) fn add_query(&mut self, name: &str, value: &str) {
        if name.is_empty() {
            self.fail(Error::EmptyQueryName);
        }
        self.query.push(name, value);
        // S3 reads the payload hash here too, where JavaScript's SDK puts it.
        if name.eq_ignore_ascii_case(PAYLOAD_HEADER) {
            self.set_payload_hash(value);
        }
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("host") {
            if !value.trim().eq_ignore_ascii_case(self.address.host()) {
                self.fail(Error::HostHeader);
            }
        } else if let Err(error) = self.headers.push(name, value) {
            self.fail(error);
        } else if name.eq_ignore_ascii_case(PAYLOAD_HEADER) {
            self.set_payload_hash(value.trim());
        }
    }

    fn set_payload_hash(&mut self, hash: &str) {
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let is_name = (hash.starts_with("UNSIGNED-PAYLOAD") || hash.starts_with("STREAMING-"))
            && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_hash && !is_name {
            self.fail(Error::InvalidPayloadHash);
        }
        self.payload_hash = Some(Cow::Owned(hash.to_string()));
    }

    /// Signs the body that will be sent: sets the payload hash to its SHA-256.
    #[must_use]
    pub fn body(self, body: impl AsRef<[u8]>) -> Self {
        self.payload_hash(&hex::to_string(&sha256(body.as_ref())))
    }

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

    /// Remembers the first error.
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert_with(|| Box::new(error));
    }

    /// The payload hash that is signed under these rules.
    pub(crate) fn payload_hash_or(&self, rules: &Rules) -> &str {
        self.payload_hash.as_deref().unwrap_or(rules.payload_hash)
    }

    /// The first reason not to sign this request, in a URL or a form. (A URL can have dot segments too, which are looked for
    /// once its path is written.)
    #[inline]
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(error) = &self.error {
            return Err(Error::clone(error));
        }
        if let Some((name, _)) = self.headers.iter().find(|(name, _)| RESERVED_HEADERS.contains(name)) {
            return Err(Error::ReservedHeader(name.to_string()));
        }
        let is_reserved = |name: &str| RESERVED_PARAMETERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved));
        if let Some(name) = self.query.find_amz_name(is_reserved) {
            return Err(Error::ReservedParameter(name.to_string()));
        }
        Ok(())
    }

    /// The header `x-amz-content-sha256` that these rules ask for and the request does not have yet.
    #[inline]
    pub(crate) fn missing_payload_header(&self, rules: &Rules) -> Option<&str> {
        let hash = match rules.payload_header {
            PayloadHeader::Never => None,
            PayloadHeader::UnlessDefault => self.payload_hash.as_deref().filter(|hash| *hash != rules.payload_hash),
            PayloadHeader::Always => Some(self.payload_hash_or(rules)),
        }?;
        let told = || {
            self.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER)
                || self.query.find_amz_name(|name| name.eq_ignore_ascii_case(PAYLOAD_HEADER)).is_some()
        };
        (!told()).then_some(hash)
    }

    /// About how many bytes the request's own parts take in a URL.
    pub(crate) fn room(&self) -> usize {
        self.address.as_str().len() + 3 * self.key.len() + self.query.text().len() + self.headers.room()
    }
}

/// The header of the payload hash; as a query parameter (in any case) it says the same.
pub(crate) const PAYLOAD_HEADER: &str = "x-amz-content-sha256";

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

/// The standard methods cost no allocation, here and in the presigned URL.
pub(crate) fn known_method(method: &str) -> Result<Cow<'static, str>, Error> {
    Ok(Cow::Borrowed(match method {
        "GET" => "GET",
        "PUT" => "PUT",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        _ if method.is_empty() => return Err(Error::InvalidMethod),
        _ if !method.bytes().all(|b| headers::is_token(b) && !b.is_ascii_lowercase()) => {
            return Err(Error::InvalidMethod);
        }
        _ => return Ok(Cow::Owned(method.to_string())),
    }))
}

impl fmt::Debug for Request<'_> {
    /// Names only: a header may be an SSE-C key, a parameter may be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let query: Vec<_> = self.query.names().collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("address", &self.address.as_str())
            .field("key", &self.key)
            .field("query", &query)
            .field("headers", &headers)
            .field("payload_hash", &self.payload_hash)
            .field("error", &self.error)
            .finish()
    }
}
