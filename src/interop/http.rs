//! Conversions from and to the types of the `http` crate.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};

use ::http::request::Parts;

use crate::error::Error;
use crate::request::Request;
use crate::request::headers::changes_on_the_way;
use crate::signing::PresignedUrl;

impl Request<'static> {
    /// A request from the parts of an `http::Request`: method, absolute URI, and headers. The body is not part of it: see
    /// [`payload_hash`](Request::payload_hash). (Requires the feature `http`.)
    ///
    /// All headers are signed except those that clients, proxies or load balancers set or change. These are the headers
    /// that [`header`](Request::header) refuses, and `accept-encoding` and `user-agent`.
    /// [`left_out_headers`](Request::left_out_headers) names them. They can be sent along, unsigned.
    ///
    /// # Errors
    /// - As [`Request::new`]; a URI without scheme and host gives [`Error::UnknownScheme`].
    /// - [`Error::InvalidHeaderValue`]: the value of a header is not UTF-8.
    pub fn from_http_parts(parts: &Parts) -> Result<Self, Error> {
        let uri = parts.uri.to_string();
        let mut request = Request::new(parts.method.as_str(), &uri)?.into_owned();
        for (name, value) in &parts.headers {
            if is_left_out(name.as_str()) {
                // All values of one name come in a row.
                if request.left_out.last().is_none_or(|last| last != name.as_str()) {
                    request.left_out.push(name.to_string());
                }
                continue;
            }
            let value = core::str::from_utf8(value.as_bytes())
                .map_err(|_| Error::InvalidHeaderValue(name.as_str().to_string()))?;
            request = request.header(name.as_str(), value);
        }
        Ok(request)
    }
}

/// Most clients set these two themselves, and Google Cloud Storage changes `accept-encoding` before it looks at the
/// signature. A caller who names them may know better.
fn is_left_out(name: &str) -> bool {
    matches!(name, "accept-encoding" | "user-agent") || changes_on_the_way(name)
}

impl Request<'_> {
    /// The names of the headers that [`from_http_parts`](Request::from_http_parts) left out of the signature, in lower
    /// case. (Requires the feature `http`.)
    #[must_use]
    pub fn left_out_headers(&self) -> &[String] {
        &self.left_out
    }

    fn into_owned(self) -> Request<'static> {
        Request {
            method: self.method,
            address: self.address.into_owned(),
            key: Cow::Owned(self.key.into_owned()),
            query: self.query,
            headers: self.headers,
            payload_hash: self.payload_hash,
            left_out: self.left_out,
            error: self.error,
        }
    }
}

impl PresignedUrl {
    /// An `http::Request` with the method, the URL, the headers to send and a body. (Requires the feature `http`.)
    ///
    /// # Errors
    /// - [`Error::HttpRefuses`]: the `http` crate refuses the method, the URL or a header.
    pub fn to_http_request<B>(&self, body: B) -> Result<::http::Request<B>, Error> {
        let mut request = ::http::Request::new(body);
        *request.method_mut() = self.method().parse().map_err(|_| Error::HttpRefuses("method"))?;
        *request.uri_mut() = self.as_str().parse().map_err(|_| Error::HttpRefuses("URL"))?;
        for (name, value) in self.headers() {
            let name = ::http::HeaderName::try_from(name).map_err(|_| Error::HttpRefuses("header name"))?;
            let value = ::http::HeaderValue::try_from(value).map_err(|_| Error::HttpRefuses("header value"))?;
            request.headers_mut().append(name, value);
        }
        Ok(request)
    }
}
