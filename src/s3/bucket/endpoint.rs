//! The base URLs of S3 and of compatible services.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::aws_host::AwsHost;
use super::resource::Resource;
use crate::error::{Error, Reason};
use crate::request::address::UrlText;
use crate::text::percent::{self, PATH, UNRESERVED};

/// A base URL: first of a service, then of a bucket.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) scheme: &'static str,
    pub(super) host: String,
    /// Percent-encoded; ends with `/`.
    pub(super) path: String,
    /// Whether virtual-hosted style is the default here.
    pub(super) prefers_virtual: bool,
    /// Whether this is the bucket's own URL, without its name.
    pub(super) is_bucket: bool,
    /// Whether this is S3 Transfer Acceleration.
    pub(super) is_accelerated: bool,
}

impl Endpoint {
    /// Reads an endpoint's URL.
    pub(super) fn parse(url: &str, prefers_virtual: bool) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        if !query.is_empty() {
            return Err(Error(Reason::InvalidUrl("the endpoint has a query")));
        }
        let mut encoded = String::new();
        percent::reencode(&mut encoded, path.trim_end_matches('/'), &PATH);
        encoded.push('/');
        let is_accelerated = AwsHost::of(&host).is_some_and(|host| host.is_accelerated());
        let prefers_virtual = prefers_virtual || is_accelerated;
        let host = host.into_owned();
        Ok(Self { scheme, host, path: encoded, prefers_virtual, is_bucket: false, is_accelerated })
    }

    /// Refuses what is not at this endpoint, if it is one of S3 on AWS.
    pub(super) fn check(&self, resource: &Resource) -> Result<(), Error> {
        AwsHost::of(&self.host).map_or(Ok(()), |host| host.check(resource, self.is_bucket, &self.path))
    }

    /// Whether a segment of the path is one of these names, in any case and however it is encoded.
    pub(super) fn has_segment(&self, names: &[&str]) -> bool {
        let encoded = |name: &&str| {
            let mut encoded = String::new();
            percent::encode(&mut encoded, name, &UNRESERVED);
            encoded
        };
        let names: Vec<_> = names.iter().map(encoded).collect();
        self.path.split('/').any(|segment| {
            let mut encoded = String::new();
            percent::reencode(&mut encoded, segment, &UNRESERVED);
            names.iter().any(|name| name.eq_ignore_ascii_case(&encoded))
        })
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
