//! Conversions from and to the types of the `http` crate.

use alloc::borrow::Cow;
use alloc::string::ToString;

use ::http::request::Parts;

use crate::error::Error;
use crate::request::Request;
use crate::signing::PresignedUrl;

impl Request<'static> {
    /// A request from the parts of an `http::Request`: method, absolute URI, and headers. All headers are signed except
    /// those that no signer signs (see [`header`](Request::header)). The body is not part of it: see
    /// [`payload_hash`](Request::payload_hash). (Requires the feature `http`.)
    ///
    /// # Errors
    /// - As [`Request::new`]; a URI without scheme and host gives [`Error::UnknownScheme`].
    /// - [`Error::InvalidHeaderValue`]: the value of a header is not UTF-8.
    pub fn from_http_parts(parts: &Parts) -> Result<Self, Error> {
        let uri = parts.uri.to_string();
        let mut request = Request::new(parts.method.as_str(), &uri)?.into_owned();
        for (name, value) in &parts.headers {
            let value = core::str::from_utf8(value.as_bytes())
                .map_err(|_| Error::InvalidHeaderValue(name.as_str().to_string()))?;
            request = request.header(name.as_str(), value);
        }
        Ok(request)
    }
}

impl Request<'_> {
    fn into_owned(self) -> Request<'static> {
        Request {
            method: self.method,
            address: self.address.into_owned(),
            key: Cow::Owned(self.key.into_owned()),
            query: self.query,
            headers: self.headers,
            payload_hash: self.payload_hash,
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
