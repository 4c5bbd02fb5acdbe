//! What stands for a bucket, and what kind of thing its name says it is.

use alloc::format;
use alloc::string::{String, ToString};

use super::arn;
use crate::error::Error;

/// What a bucket's name or ARN names.
#[derive(Clone)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    /// As it was given.
    pub(super) name: String,
    /// What stands before the service's host name in virtual-hosted style: `examplebucket`, `reports-123456789012`.
    pub(super) subdomain: String,
    /// The Availability Zone or Local Zone of a directory bucket, such as `usw2-az1`; empty for all others.
    pub(super) zone: String,
    /// The region of an ARN, which counts whatever region was given beside it.
    pub(super) region: Option<String>,
}

/// The kinds of resources that take S3's object operations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A general purpose bucket or an alias that is used like one.
    Bucket,
    /// A directory bucket of S3 Express One Zone, or an access point of one.
    Directory,
    /// An access point, by its ARN.
    AccessPoint,
    /// An Object Lambda access point, by its ARN.
    ObjectLambda,
    /// An access point on Outposts, by its ARN or its alias.
    Outposts,
}

impl Kind {
    /// The name in the credential scope.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::Bucket | Self::AccessPoint => "s3",
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

/// The suffixes of the names of directory buckets and of their access points.
/// Source: Amazon S3, "Directory bucket naming rules", "Referencing access points for directory buckets".
const DIRECTORY_SUFFIXES: [&str; 2] = ["--x-s3", "--xa-s3"];

/// The suffix of the aliases of access points on Outposts.
/// Source: Amazon S3, "Using a bucket-style alias for your S3 on Outposts bucket access point".
const OUTPOSTS_SUFFIX: &str = "--op-s3";

/// An Outposts alias ends with the letter of the Outpost's hardware, 17 characters of the Outpost's id, and 32 more, the
/// suffix among them.
const OUTPOSTS_TAIL: usize = 1 + 17 + 32;

impl Resource {
    /// Reads a name or an ARN. The ARN must be of the partition in which `region` lies.
    pub(super) fn parse(name: &str, region: &str) -> Result<Self, Error> {
        if name.starts_with("arn:") { arn::parse(name, region) } else { Self::parse_name(name) }
    }

    /// Whether it is called by an ARN.
    pub(super) fn is_arn(&self) -> bool {
        self.region.is_some()
    }

    fn parse_name(name: &str) -> Result<Self, Error> {
        let is_name_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if !matches!(name.len(), 1..=255) || !name.bytes().all(is_name_byte) || matches!(name, "." | "..") {
            return Err(Error::InvalidBucketName);
        }
        let (kind, subdomain, zone) = if let Some(stem) = DIRECTORY_SUFFIXES.iter().find_map(|s| name.strip_suffix(s)) {
            let zone = zone(stem).filter(|_| is_label(name)).ok_or(Error::InvalidDirectoryBucketName)?;
            (Kind::Directory, name.to_string(), zone)
        } else if name.ends_with(OUTPOSTS_SUFFIX) && name.len() >= OUTPOSTS_TAIL {
            (Kind::Outposts, outposts_subdomain(name).ok_or(Error::InvalidOutpostsAlias)?, "")
        } else {
            (Kind::Bucket, name.to_string(), "")
        };
        Ok(Self { kind, name: name.into(), subdomain, zone: zone.into(), region: None })
    }
}

/// The zone in `NAME--ZONE`.
fn zone(stem: &str) -> Option<&str> {
    stem.rsplit_once("--").map(|(_, zone)| zone).filter(|zone| is_host_label(zone))
}

/// What the alias of an access point on Outposts adds to itself: the Outpost's id, or `ec2` for a server in the Outpost.
fn outposts_subdomain(alias: &str) -> Option<String> {
    let tail = alias.len().checked_sub(OUTPOSTS_TAIL)?;
    let (hardware, id) = (alias.get(tail..=tail)?, alias.get(tail + 1..tail + 18)?);
    match hardware {
        "o" if is_label(alias) && is_host_label(id) => Some(format!("{alias}.op-{id}")),
        "e" if is_label(alias) => Some(format!("{alias}.ec2")),
        _ => None,
    }
}

/// Whether a bucket's name can be the first label of a host name: S3's rules for new buckets, but for dots, which no
/// certificate of the form `*.s3.REGION.amazonaws.com` covers.
pub(super) fn is_label(name: &str) -> bool {
    name.len() >= 3 && is_host_label(name)
}

/// Whether the text can be one label of a host name as clients send it, in lower case.
pub(super) fn is_host_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
