//! The base URLs of S3 and of compatible services.

use alloc::string::String;
use core::net::Ipv4Addr;

use crate::error::Error;
use crate::request::address::UrlText;
use crate::text::percent::{self, PATH};

/// A base URL: first of a service, then of a bucket.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub(super) scheme: &'static str,
    pub(super) host: String,
    /// Percent-encoded; ends with `/`.
    pub(super) path: String,
    /// Whether virtual-hosted style is the default here.
    pub(super) prefers_virtual: bool,
    /// Whether this is the bucket's own URL, without its name.
    pub(super) is_bucket: bool,
}

impl Endpoint {
    /// Reads an endpoint's URL.
    pub(super) fn parse(url: &str, prefers_virtual: bool) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        if !query.is_empty() {
            return Err(Error::InvalidUrl("the endpoint has a query"));
        }
        let mut encoded = String::new();
        percent::reencode(&mut encoded, path.trim_end_matches('/'), &PATH);
        encoded.push('/');
        Ok(Self { scheme, host: host.into_owned(), path: encoded, prefers_virtual, is_bucket: false })
    }

    /// Whether the host is this name or has it as its first labels. An IP address has no labels.
    pub(super) fn begins_with(&self, name: &str) -> bool {
        let rest = self.host.split_at_checked(name.len()).filter(|(start, _)| start.eq_ignore_ascii_case(name));
        !self.is_address() && rest.is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(['.', ':']))
    }

    /// Whether the host is an IP address, which no name can precede.
    pub(super) fn is_address(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        self.host.starts_with('[') || name.parse::<Ipv4Addr>().is_ok()
    }
}
