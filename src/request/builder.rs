//! The builder of a request to sign.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::error::{Error, Reason};
use crate::request::Query;
use crate::request::address::{Address, UrlText, check_target};
use crate::request::headers::{self, Headers};
use crate::request::payload::{PAYLOAD_HEADER, is_payload_hash};
use crate::text::hex;
use crate::text::percent;

/// A request to sign: method, URL, query parameters, headers and payload hash.
///
/// The URL is percent-encoded; query parameters and headers are added decoded, by name and value. If one of them is
/// bad, the error is kept and returned when the request is signed, so that a chain of calls needs no `?` in the middle.
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
    /// The rest of the path: an S3 key, decoded. It is encoded when the URL is written.
    pub(crate) key: Cow<'a, str>,
    pub(crate) query: Query,
    pub(crate) headers: Headers,
    pub(crate) payload_hash: Option<Cow<'static, str>>,
    /// Names of headers that came along with the request but are not signed.
    #[cfg(feature = "http")]
    pub(crate) left_out: Vec<alloc::string::String>,
    /// Boxed, because few requests have one and each call of a chain moves the request.
    pub(crate) error: Option<Box<Error>>,
}

impl<'a> Request<'a> {
    /// Creates a request with any method, such as `PATCH`, to a percent-encoded URL.
    ///
    /// The scheme is `https`, `http`, `wss` or `ws`. As in clients, the host is converted to lower case and the
    /// scheme's default port is dropped. Characters beyond ASCII are percent-encoded as UTF-8. Query parameters of the
    /// URL are kept, each in its canonical spelling.
    ///
    /// # Errors
    /// - `invalid-method`: the method is not an upper-case HTTP token.
    /// - `invalid-url`, `empty-value`: another scheme, user information, a fragment, or a host or port that
    ///   clients would refuse or change.
    /// - `not-encoded`, `malformed-percent`: the path or the query is not percent-encoded.
    /// - `bare-plus`, `empty-query-name`: servers disagree on what the query means.
    /// - `invalid-payload-hash`, `several-payload-hashes`: of the parameter `X-Amz-Content-Sha256`.
    pub fn new(method: &str, url: &'a str) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        let path = if path.is_ascii() { Cow::Borrowed(path) } else { Cow::Owned(percent::escape_beyond_ascii(path)) };
        Self::with_query(method, Address::of_url(url, scheme, &host, &path), Query::of_encoded(query))
    }

    /// The request that a server received: the host is as it was sent, with its upper-case letters and its port, since
    /// no other spelling was signed. It was checked as a part of the canonical request; all else is checked here.
    pub(crate) fn received(method: &str, host: &str, path: &str, query: &str) -> Result<Request<'static>, Error> {
        check_target(path, query)?;
        let path = if path.is_ascii() { Cow::Borrowed(path) } else { Cow::Owned(percent::escape_beyond_ascii(path)) };
        Request::with_query(method, Address::new("https", host, &path), Query::of_encoded(query))
    }

    /// A request with an address that has been checked, and a query of which all but the names has been.
    fn with_query(method: &str, address: Address<'a>, query: Query) -> Result<Self, Error> {
        let mut request = Self::at(known_method(method)?, address);
        request.query = query;
        if request.query.has_empty_name() {
            return Err(Error(Reason::EmptyQueryName));
        }
        request.take_payload_hash_of_query();
        match request.error.take() {
            Some(error) => Err(*error),
            None => Ok(request),
        }
    }

    /// Creates a GET request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], except for the method.
    pub fn get(url: &'a str) -> Result<Self, Error> {
        Self::new("GET", url)
    }

    /// Creates a PUT request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], except for the method.
    pub fn put(url: &'a str) -> Result<Self, Error> {
        Self::new("PUT", url)
    }

    /// Creates a POST request. See [`Request::new`] for the URL.
    ///
    /// # Errors
    /// As [`Request::new`], except for the method.
    pub fn post(url: &'a str) -> Result<Self, Error> {
        Self::new("POST", url)
    }

    /// A request with a method and an address that have been checked.
    pub(crate) fn at(method: Cow<'static, str>, address: Address<'a>) -> Self {
        let (query, headers) = (Query::default(), Headers::default());
        Self {
            method,
            address,
            key: Cow::Borrowed(""),
            query,
            headers,
            payload_hash: None,
            #[cfg(feature = "http")]
            left_out: Vec::new(),
            error: None,
        }
    }

    /// Returns the same request with copies of what it borrows, so that it can be kept: in a struct, for a thread.
    ///
    /// ```
    /// use presign::{Error, Request};
    ///
    /// fn caller_identity(region: &str) -> Result<Request<'static>, Error> {
    ///     let url = format!("https://sts.{region}.amazonaws.com/");
    ///     Ok(Request::get(&url)?.query("Action", "GetCallerIdentity").query("Version", "2011-06-15").into_owned())
    /// }
    /// # caller_identity("eu-west-1")?;
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            method: self.method,
            address: self.address.into_owned(),
            key: Cow::Owned(self.key.into_owned()),
            query: self.query,
            headers: self.headers,
            payload_hash: self.payload_hash,
            #[cfg(feature = "http")]
            left_out: self.left_out,
            error: self.error,
        }
    }

    /// Adds a query parameter, name and value decoded. A name may be added more than once; nothing is dropped or
    /// merged.
    ///
    /// Signing for S3 fails with `invalid-field` if a parameter of its operations is repeated, such as `versionId`:
    /// each holds a single value. [`Rules::refuse_repeated_parameters`](crate::Rules) says where this holds.
    #[must_use]
    #[inline]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.add_query(name, value);
        self
    }

    /// Adds a header that is signed: the client must send it with this value, and
    /// [`PresignedUrl::headers`](crate::PresignedUrl::headers) lists it.
    ///
    /// Spaces at the ends of the value are ignored, and several spaces in a row count as one. The value of
    /// `x-amz-content-sha256` becomes the payload hash. `host` follows from the URL and need not be added.
    ///
    /// A name may be added more than once if it is that of a list, such as `cache-control`, `if-match` or
    /// `x-amz-meta-…`. Signing fails with `invalid-field` if a header that holds a single value is repeated, even with
    /// the same value: `content-type` and others that are no lists by RFC 9110 (section 5.3), and all that begin with
    /// `x-amz-` except metadata, grants and lists of attributes.
    ///
    /// Headers that clients, proxies or load balancers set or change are refused, because the signature would not
    /// match: `baggage`, `connection`, `expect`, `forwarded`, `keep-alive`, `max-forwards`, `te`, `traceparent`,
    /// `tracestate`, `trailer`, `transfer-encoding`, `upgrade`, `via`, `x-amzn-trace-id`, and all names that begin with
    /// `proxy-`, `sec-` or `x-forwarded-`. They can be sent unsigned.
    ///
    /// Tabs and other white space inside a value are refused unless they are spaces, because signers and servers treat
    /// them differently.
    ///
    /// `user-agent` and `accept-encoding` are signed. Many clients set these two themselves, and browsers do not let a
    /// script set them, so name them only if the client sends the values that you choose.
    #[must_use]
    #[inline]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.add_header(name, value);
        self
    }

    /// Sets the last line of the canonical request: 64 lower-case hexadecimal digits, or a name such as
    /// `UNSIGNED-PAYLOAD`. Without it, S3 signs `UNSIGNED-PAYLOAD` and other services the hash of an empty body.
    ///
    /// A request has one payload hash: two that differ are an error, and so is the header `x-amz-content-sha256` if it
    /// is added twice.
    #[must_use]
    #[inline]
    pub fn payload_hash(mut self, hash: &str) -> Self {
        self.set_payload_hash(hash);
        self
    }

    /// [`query`](Self::query) in place. The methods of the chain are inlined and call this, so that the request is not
    /// copied back and forth.
    pub(crate) fn add_query(&mut self, name: &str, value: &str) {
        if name.is_empty() {
            self.fail(Error(Reason::EmptyQueryName));
        }
        self.query.push(name, value);
        if name.eq_ignore_ascii_case(PAYLOAD_HEADER) && self.error.is_none() {
            self.take_payload_hash_of_query();
        }
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("host") {
            if !value.trim().eq_ignore_ascii_case(self.address.host()) {
                self.fail(Error(Reason::HostHeader));
            }
        } else if let Err(error) = self.headers.push(name, value).and_then(|name| headers::check_named(name, value)) {
            self.fail(error);
        } else if name.eq_ignore_ascii_case(PAYLOAD_HEADER) && self.error.is_none() {
            self.set_payload_hash(value.trim());
            if self.headers.iter().filter(|(name, _)| *name == PAYLOAD_HEADER).nth(1).is_some() {
                self.fail(Error(Reason::PayloadHashes));
            }
        }
    }

    /// Takes over a payload hash that the query names, as in the URLs of the SDK for JavaScript.
    fn take_payload_hash_of_query(&mut self) {
        let mut hashes = self.query.amz_named(PAYLOAD_HEADER);
        let Some(hash) = hashes.next() else { return };
        let (hash, is_repeated) = (hash.to_string(), hashes.next().is_some());
        drop(hashes);
        if is_repeated {
            self.fail(Error(Reason::PayloadHashes));
        } else {
            self.set_payload_hash(&hash);
        }
    }

    /// A request has one payload hash, wherever it is named.
    fn set_payload_hash(&mut self, hash: &str) {
        match &self.payload_hash {
            _ if !is_payload_hash(hash) => self.fail(Error(Reason::InvalidPayloadHash)),
            Some(other) if other != hash => self.fail(Error(Reason::PayloadHashes)),
            _ => self.payload_hash = Some(Cow::Owned(hash.to_string())),
        }
    }

    /// Signs the body that will be sent: its SHA-256 becomes the payload hash.
    #[must_use]
    pub fn body(self, body: impl AsRef<[u8]>) -> Self {
        self.payload_hash(&hex::to_string(&Sha256::digest(body.as_ref()).into()))
    }

    /// Keeps the first error.
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert_with(|| Box::new(error));
    }

    /// An estimate of the bytes that the request's own parts take in a URL.
    pub(crate) fn room(&self) -> usize {
        self.address.as_str().len() + 3 * self.key.len() + self.query.text().len() + self.headers.room()
    }
}

/// Checks a method. The usual methods need no allocation, here and in the presigned URL.
pub(crate) fn known_method(method: &str) -> Result<Cow<'static, str>, Error> {
    Ok(Cow::Borrowed(match method {
        "GET" => "GET",
        "PUT" => "PUT",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        _ if method.is_empty() => return Err(Error(Reason::InvalidMethod)),
        _ if !method.bytes().all(|b| headers::is_token(b) && !b.is_ascii_lowercase()) => {
            return Err(Error(Reason::InvalidMethod));
        }
        _ => return Ok(Cow::Owned(method.to_string())),
    }))
}

impl fmt::Debug for Request<'_> {
    /// Only names: a header may hold an SSE-C key, a parameter a token.
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;
    use proptest::prelude::*;

    const PATHS: &str = "/(a|/|[.]|%2F|%2f|%|%zz|#| |[+]|~|[*]|\u{e9}){0,6}";
    const QUERIES: &str =
        "(a|b|X-Amz-Date|X-Amz-Content-Sha256=UNSIGNED-PAYLOAD|=|=1|&|%2F|%2f|%41|%|%zz|#| |[+]|[*]|[?]|\u{e9}|<){0,8}";

    proptest! {
        /// A query that is taken over as it stands says, and is refused for, what one that is written again is.
        #[test]
        fn what_is_received_is_what_its_url_says(path in PATHS, query in QUERIES) {
            let said = |request: Result<Request<'_>, Error>| request.map(|request| {
                let sorted: Vec<String> = request.query.sorted().map(|(_, parameter)| parameter.into()).collect();
                (String::from(request.address.as_str()), request.query.text().to_string(), sorted, request.payload_hash)
            });
            let url = format!("https://h{path}?{query}");
            let received = said(Request::received("GET", "h", &path, &query));
            prop_assert_eq!(received, said(Request::new("GET", &url)), "{}", url);
        }
    }
}
