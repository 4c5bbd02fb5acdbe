//! What a bucket's name or ARN refers to.

use alloc::string::String;
use core::net::Ipv4Addr;

/// What a bucket's name or ARN refers to.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    /// As given.
    pub(super) name: String,
    /// What precedes the service's host name in virtual-hosted style: `examplebucket`, `reports-123456789012`.
    pub(super) subdomain: String,
    /// The Availability Zone or Local Zone of a directory bucket, such as `usw2-az1`; empty for all others.
    pub(super) zone: String,
    /// The region of an ARN, which is used instead of the given region.
    pub(super) region: Option<String>,
}

/// What separates a tenant from its bucket at a Ceph Object Gateway, OpenStack among them. AWS has no tenants.
/// Source: Ceph Object Gateway, "RGW Multi-tenancy".
pub(super) const TENANT_SEPARATOR: char = ':';

/// The kinds of resources that accept S3's object operations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A general purpose bucket, or an alias that is used like one.
    Bucket,
    /// A directory bucket of S3 Express One Zone, or an access point of one.
    Directory,
    /// An access point, by its ARN.
    AccessPoint,
    /// A Multi-Region Access Point, by its ARN.
    MultiRegion,
    /// An Object Lambda access point, by its ARN.
    ObjectLambda,
    /// An access point on Outposts, by its ARN or its alias.
    Outposts,
}

impl Kind {
    /// The name in the credential scope.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::Bucket | Self::AccessPoint | Self::MultiRegion => "s3",
            Self::Directory => "s3express",
            Self::ObjectLambda => "s3-object-lambda",
            Self::Outposts => "s3-outposts",
        }
    }

    /// The name in the host name.
    pub(super) fn host(self) -> &'static str {
        match self {
            Self::AccessPoint => "s3-accesspoint",
            _ => self.service(),
        }
    }
}

impl Resource {
    /// Whether it was given as an ARN.
    pub(super) fn is_arn(&self) -> bool {
        self.region.is_some()
    }

    /// The names by which a URL may have it: as given, before the host, and without a tenant or the first parts of an
    /// ARN.
    pub(super) fn names(&self) -> [&str; 3] {
        let last = self.name.rsplit(['/', TENANT_SEPARATOR]).next().unwrap_or_default();
        [&self.name, &self.subdomain, last]
    }

    /// The tenant and the name of the bucket, if it was given with a tenant.
    pub(super) fn tenant(&self) -> Option<(&str, &str)> {
        if self.kind == Kind::Bucket { self.name.split_once(TENANT_SEPARATOR) } else { None }
    }
}

/// Whether a bucket's name can be the first label of a host name: S3's rules for new buckets, without dots, which no
/// certificate for `*.s3.REGION.amazonaws.com` covers.
pub(super) fn is_label(name: &str) -> bool {
    name.len() >= 3 && is_host_label(name)
}

/// Whether a bucket's name with dots can be the first labels of a host name, where no certificate has to cover them.
pub(super) fn are_labels(name: &str) -> bool {
    name.len() >= 3 && name.split('.').all(is_host_label) && name.parse::<Ipv4Addr>().is_err()
}

/// Whether the string can be one label of a host name as clients send it, in lower case.
pub(super) fn is_host_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
