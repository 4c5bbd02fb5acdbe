//! Conversions from and to `url::Url`, which changes the spelling of some URLs that it parses.

use ::url::Url;

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::signing::PresignedUrl;

impl<'a> Request<'a> {
    /// Creates a request to a `url::Url`. (Requires the feature `url`.)
    ///
    /// A query made with `query_pairs_mut` writes spaces as `+` and is refused: add such parameters with
    /// [`query`](Request::query).
    ///
    /// # Errors
    /// As [`Request::new`].
    pub fn from_url(method: &str, url: &'a Url) -> Result<Self, Error> {
        Self::new(method, url.as_str())
    }
}

impl PresignedUrl {
    /// Returns the URL as a `url::Url`. (Requires the feature `url`.)
    ///
    /// # Errors
    /// - `url-crate-rewrites`: a `Url` would change the URL, as it does if a segment of the path is `..`.
    pub fn to_url(&self) -> Result<Url, Error> {
        Url::parse(self.as_str()).ok().filter(|url| url.as_str() == self.as_str()).ok_or(Error(Reason::UrlRewrites))
    }
}
