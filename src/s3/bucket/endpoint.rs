//! The base URLs of S3 and of compatible services.

use alloc::string::String;
use core::net::Ipv4Addr;

use crate::error::Error;
use crate::request::address::UrlText;
use crate::text::percent::{self, PATH};

/// A group of regions that share a DNS suffix and are separate from all others.
pub(super) struct Partition {
    /// The prefix of its regions' names.
    region_prefix: &'static str,
    /// Its name in ARNs.
    pub(super) name: &'static str,
    pub(super) suffix: &'static str,
}

/// The AWS partitions; a region is in the first whose prefix it has. Unlike other services, S3 has its dual-stack hosts
/// under the same suffix. Source: AWS' SDKs (`partitions.json`).
const PARTITIONS: [Partition; 8] = [
    Partition { region_prefix: "cn-", name: "aws-cn", suffix: "amazonaws.com.cn" },
    Partition { region_prefix: "us-gov-", name: "aws-us-gov", suffix: "amazonaws.com" },
    Partition { region_prefix: "eusc-", name: "aws-eusc", suffix: "amazonaws.eu" },
    Partition { region_prefix: "us-iso-", name: "aws-iso", suffix: "c2s.ic.gov" },
    Partition { region_prefix: "us-isob-", name: "aws-iso-b", suffix: "sc2s.sgov.gov" },
    Partition { region_prefix: "eu-isoe-", name: "aws-iso-e", suffix: "cloud.adc-e.uk" },
    Partition { region_prefix: "us-isof-", name: "aws-iso-f", suffix: "csp.hci.ic.gov" },
    AWS,
];

/// The partition of all other regions.
const AWS: Partition = Partition { region_prefix: "", name: "aws", suffix: "amazonaws.com" };

impl Partition {
    /// The partition that a region is in.
    pub(super) fn of(region: &str) -> &'static Self {
        PARTITIONS.iter().find(|partition| region.starts_with(partition.region_prefix)).unwrap_or(&AWS)
    }
}

/// A base URL: first of a service, then of a bucket.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub(super) scheme: &'static str,
    pub(super) host: String,
    /// Percent-encoded; ends with `/`.
    pub(super) path: String,
    /// Whether virtual-hosted style is the default here.
    pub(super) prefers_virtual: bool,
}

impl Endpoint {
    /// Reads an endpoint's URL.
    pub(super) fn parse(url: &str, prefers_virtual: bool) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        if !query.is_empty() {
            return Err(Error::EndpointQuery);
        }
        let mut encoded = String::new();
        percent::reencode(&mut encoded, path.trim_end_matches('/'), &PATH);
        encoded.push('/');
        Ok(Self { scheme, host: host.into_owned(), path: encoded, prefers_virtual })
    }

    /// Whether the host is an IP address, which no name can precede.
    pub(super) fn is_address(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        self.host.starts_with('[') || name.parse::<Ipv4Addr>().is_ok()
    }
}
