//! Conversions from and to the types of the `http` crate.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use ::http::header::HOST;
use ::http::request::Parts;
use ::http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::request::payload::UNSIGNED_PAYLOAD;
use crate::request::reserved::changes_in_transit;
use crate::signing::{HeaderSignedRequest, PresignedUrl, Rules, Signer};
use crate::text::hex;
use crate::text::secrets::is_secret;
use crate::timestamp::Timestamp;

impl Request<'static> {
    /// Creates a request from the parts of an `http::Request`: method, absolute URI, and headers. The body is not part
    /// of it: see [`payload_hash`](Request::payload_hash). (Requires the feature `http`.)
    ///
    /// All headers are signed except those that clients, proxies or load balancers set or change. These are the headers
    /// that [`header`](Request::header) refuses, and `accept-encoding` and `user-agent`; where the host names a service
    /// that does not accept a header in a signature ([`Rules::unsigned_headers`]), that one too.
    /// [`left_out_headers`](Request::left_out_headers) names them. They can be sent along, unsigned.
    ///
    /// # Errors
    /// - As [`Request::new`]; a URI without scheme and host gives `invalid-url`.
    /// - `invalid-header-value`: the value of a header is not UTF-8.
    pub fn from_http_parts(parts: &Parts) -> Result<Self, Error> {
        // The service is not known yet, unless the host names it.
        let labels = parts.uri.host().unwrap_or_default().split('.');
        let unsigned = labels.flat_map(|label| Rules::for_service(label).unsigned_headers).copied().collect::<Vec<_>>();
        from_parts(parts.method.as_str(), &parts.uri, &parts.headers, &unsigned)
    }
}

/// Most clients set these two themselves, and Google Cloud Storage changes `accept-encoding` before it looks at the
/// signature. A caller who names them may know better.
fn is_left_out(name: &str) -> bool {
    matches!(name, "accept-encoding" | "user-agent") || changes_in_transit(name)
}

impl Request<'_> {
    /// Returns the names of the headers that [`from_http_parts`](Request::from_http_parts) left out of the signature,
    /// in lower case. (Requires the feature `http`.)
    #[must_use]
    pub fn left_out_headers(&self) -> &[String] {
        &self.left_out
    }
}

impl PresignedUrl {
    /// Returns an `http::Request` with the method, the URL, the headers to send and a body. (Requires the feature
    /// `http`.)
    ///
    /// # Errors
    /// - `http-crate-refuses`: the `http` crate refuses the method, the URL or a header.
    pub fn to_http_request<B>(&self, body: B) -> Result<::http::Request<B>, Error> {
        to_request(self.method(), self.as_str(), self.headers(), body)
    }
}

/// What is known of a body when its request is signed. (Requires the feature `http`.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body<'a> {
    /// The body itself: its SHA-256 is signed. `Body::from(&bytes)` makes it of anything that lends bytes.
    Bytes(&'a [u8]),
    /// The SHA-256 of the body.
    Sha256([u8; 32]),
    /// `UNSIGNED-PAYLOAD`, which S3 accepts over HTTPS: for a body that streams.
    Unsigned,
}

impl<'a, T: AsRef<[u8]> + ?Sized> From<&'a T> for Body<'a> {
    fn from(bytes: &'a T) -> Self {
        Self::Bytes(bytes.as_ref())
    }
}

impl Signer {
    /// Signs an `http::Request` in place: adds `authorization`, `x-amz-date` and what else its headers need. (Requires
    /// the feature `http`.)
    ///
    /// `body` is the body of the request once more, or what is known of it: the request's own may be a stream, which is
    /// not read here.
    ///
    /// The URI is absolute, or the request has a header `host`. What is sent is what is signed: path and query get the
    /// spelling that is signed, as in a presigned URL, such as `%28` for a `(` in a key. All headers are signed, except
    /// for those that clients and proxies change in transit or that the service does not accept in a signature
    /// ([`Rules::unsigned_headers`]); these stay in the request unsigned (see [`Request::from_http_parts`]). Headers
    /// that the client adds later may be sent unsigned, unless they begin with `x-amz-`.
    ///
    /// `Debug` of the `http` crate leaves out the values of `authorization` and of the session token, which are marked
    /// as sensitive.
    ///
    /// Sign each attempt anew: a request that is signed already is refused, so keep the unsigned one for the next.
    ///
    /// ```
    /// use presign::{Body, Credentials, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "eu-west-1", "dynamodb")?;
    /// let mut request = http::Request::post("https://dynamodb.eu-west-1.amazonaws.com/")
    ///     .header("content-type", "application/x-amz-json-1.0")
    ///     .header("x-amz-target", "DynamoDB_20120810.ListTables")
    ///     .body("{}")?;
    /// let body = *request.body();
    /// signer.sign_http(&mut request, Body::from(body), Timestamp::parse("20150830T123600Z")?)?;
    /// assert!(request.headers().contains_key("authorization"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`Request::from_http_parts`] for the request.
    /// - As [`Request::sign`]; so a request that was signed before is a `reserved-header`. Nothing is changed
    ///   then.
    pub fn sign_http<B>(&self, request: &mut ::http::Request<B>, body: Body<'_>, now: Timestamp) -> Result<(), Error> {
        let asked = self.asked(request, body)?;
        let signed = asked.sign(self, now)?;
        replace(request, signed.url(), signed.headers())
    }

    /// Presigns an `http::Request` in place: its URI becomes a presigned URL, valid from `now` for `expires_in`.
    /// Returns when it expires. (Requires the feature `http`.)
    ///
    /// As in [`sign_http`](Self::sign_http), all headers are signed except those that stay unsigned; whoever sends the
    /// request has to send them as they are. `body` is [`Body::Unsigned`] for S3, whose presigned URLs do not say what
    /// is sent, and `Body::from("")` for a request without a body elsewhere. Where the body is signed and the service
    /// wants to be told, the header `x-amz-content-sha256` is added.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Body, Credentials, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "us-east-1", "s3")?;
    /// let mut request = http::Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a.txt")
    ///     .header("content-type", "text/plain")
    ///     .body(())?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let expiry = signer.presign_http(&mut request, Body::Unsigned, Duration::from_secs(900), now)?;
    /// assert!(request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature=")));
    /// assert_eq!(expiry.to_string(), "20150830T125100Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`Request::from_http_parts`] for the request.
    /// - As [`Request::presign`]; so a request that was signed before is a `reserved-parameter` or a `reserved-header`.
    ///   Nothing is changed then.
    pub fn presign_http<B>(
        &self,
        request: &mut ::http::Request<B>,
        body: Body<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        let signed = self.asked(request, body)?.presign(self, expires_in, now)?;
        replace(request, signed.as_str(), signed.headers())?;
        Ok(signed.expires_at())
    }

    /// What is to be signed of a request.
    fn asked<B>(&self, request: &::http::Request<B>, body: Body<'_>) -> Result<Request<'static>, Error> {
        let unsigned = self.rules().unsigned_headers;
        let asked = from_parts(request.method().as_str(), request.uri(), request.headers(), unsigned)?;
        Ok(match body {
            Body::Bytes(bytes) => asked.body(bytes),
            Body::Sha256(hash) => asked.payload_hash(&hex::to_string(&hash)),
            Body::Unsigned => asked.payload_hash(UNSIGNED_PAYLOAD),
        })
    }
}

/// Gives a request the URL that was signed, and the headers that signing added.
fn replace<'a, B>(
    request: &mut ::http::Request<B>,
    url: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), Error> {
    let is_new = |(name, _): &(&str, &str)| !request.headers().contains_key(*name);
    let added = headers.filter(is_new).map(|(name, value)| header(name, value));
    let added = added.collect::<Result<Vec<_>, Error>>()?;
    *request.uri_mut() = respelled(request.uri(), url)?;
    request.headers_mut().extend(added);
    Ok(())
}

impl HeaderSignedRequest {
    /// Returns an `http::Request` with the method, the URL and the headers to send, and this body. (Requires the
    /// feature `http`.)
    ///
    /// # Errors
    /// - `http-crate-refuses`: the `http` crate does not accept the method, the URL or a header.
    pub fn to_http_request<B>(&self, body: B) -> Result<::http::Request<B>, Error> {
        to_request(self.method(), self.url(), self.headers(), body)
    }
}

/// The URI in the spelling that was signed, absolute if it was so before.
fn respelled(uri: &::http::Uri, url: &str) -> Result<::http::Uri, Error> {
    let target = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|slash| &rest[slash..]));
    let sent = if uri.authority().is_some() { Some(url) } else { target };
    sent.and_then(|sent| sent.parse().ok()).ok_or(Error(Reason::HttpRefuses("URL")))
}

/// A request to sign, of a request in parts. The service does not accept the `unsigned` headers in a signature.
fn from_parts(
    method: &str,
    uri: &::http::Uri,
    headers: &HeaderMap,
    unsigned: &[&str],
) -> Result<Request<'static>, Error> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let uri = match host.filter(|_| uri.authority().is_none()) {
        // The scheme is not known. It only decides whether a port is left out of the header, which is compared below.
        Some(host) => format!("https://{host}{uri}"),
        None => uri.to_string(),
    };
    let mut request = Request::new(method, &uri)?.into_owned();
    for (name, value) in headers {
        if is_left_out(name.as_str()) || unsigned.contains(&name.as_str()) {
            // All values of one name come in a row.
            if request.left_out.last().is_none_or(|last| last != name.as_str()) {
                request.left_out.push(name.to_string());
            }
            continue;
        }
        let value = core::str::from_utf8(value.as_bytes())
            .map_err(|_| Error(Reason::InvalidHeaderValue(name.as_str().to_string())))?;
        request = request.header(name.as_str(), value);
    }
    Ok(request)
}

fn to_request<'a, B>(
    method: &str,
    url: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: B,
) -> Result<::http::Request<B>, Error> {
    let mut request = ::http::Request::new(body);
    *request.method_mut() = method.parse().map_err(|_| Error(Reason::HttpRefuses("method")))?;
    *request.uri_mut() = url.parse().map_err(|_| Error(Reason::HttpRefuses("URL")))?;
    for (name, value) in headers {
        let (name, value) = header(name, value)?;
        request.headers_mut().append(name, value);
    }
    Ok(request)
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let name = HeaderName::try_from(name).map_err(|_| Error(Reason::HttpRefuses("header name")))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| Error(Reason::HttpRefuses("header value")))?;
    // `Debug` of the http crate leaves such values out.
    value.set_sensitive(is_secret(name.as_str()));
    Ok((name, value))
}
