//! Bucket names and aliases: what a name's suffix says about its kind.

use alloc::format;
use alloc::string::{String, ToString};

use super::aws_host::AwsHost;
use super::resource::{Kind, Resource, TENANT_SEPARATOR, is_host_label, is_label};
use crate::error::{Error, Reason};
use crate::partition;

/// The suffixes of the names of directory buckets and of their access points.
/// Source: Amazon S3, "Directory bucket naming rules", "Referencing access points for directory buckets".
const DIRECTORY_SUFFIXES: [&str; 2] = ["--x-s3", "--xa-s3"];

/// The suffix of the aliases of access points on Outposts.
/// Source: Amazon S3, "Using a bucket-style alias for your S3 on Outposts bucket access point".
const OUTPOSTS_SUFFIX: &str = "--op-s3";

/// An Outposts alias ends with a letter for the Outpost's hardware, 17 characters of the Outpost's id, and 32 more
/// characters including the suffix.
const OUTPOSTS_TAIL: usize = 1 + 17 + 32;

/// Parses a name or an alias.
pub(super) fn parse(name: &str) -> Result<Resource, Error> {
    check(name)?;
    let (kind, subdomain, zone) = if name.contains(TENANT_SEPARATOR) {
        (Kind::Bucket, name.to_string(), "")
    } else if let Some(stem) = DIRECTORY_SUFFIXES.iter().find_map(|s| name.strip_suffix(s)) {
        let zone = zone(stem).filter(|_| is_label(name)).ok_or(Error(Reason::InvalidBucket(
            "the name of a directory bucket is not NAME--ZONE--x-s3 or NAME--ZONE--xa-s3 in up to 63 of a-z 0-9 -",
        )))?;
        (Kind::Directory, name.to_string(), zone)
    } else if name.ends_with(OUTPOSTS_SUFFIX) && name.len() >= OUTPOSTS_TAIL {
        (
            Kind::Outposts,
            outposts_subdomain(name).ok_or(Error(Reason::InvalidBucket(
                "the name ends with --op-s3 but is not the alias of an access point on Outposts",
            )))?,
            "",
        )
    } else {
        (Kind::Bucket, name.to_string(), "")
    };
    Ok(Resource { kind, name: name.into(), subdomain, zone: zone.into(), region: None })
}

/// Refuses what is neither a bucket's name nor a name with its tenant.
pub(in crate::s3) fn check(name: &str) -> Result<(), Error> {
    let is_name_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let is_name =
        |part: &str| matches!(part.len(), 1..=255) && part.bytes().all(is_name_byte) && !matches!(part, "." | "..");
    let sentence = match name.split_once("://") {
        Some(("s3" | "s3a" | "s3n" | "gs", _)) => {
            "the bucket name is an address (s3://BUCKET/KEY): give BUCKET alone, and KEY as the key"
        }
        Some(_) => "the bucket name is a URL: give the bucket's name alone, and the URL of its server as the endpoint",
        None if is_host(name) => {
            "the bucket name is a host name of S3: give the bucket's name alone, as in BUCKET.s3.REGION.amazonaws.com"
        }
        None if name.contains(['/', '\\']) => {
            "the bucket name has a slash: give the bucket's name alone, since what follows the slash, a folder, is the \
             beginning of the key"
        }
        None if name.splitn(2, TENANT_SEPARATOR).all(is_name) => return Ok(()),
        None => "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -",
    };
    Err(Error(Reason::InvalidBucket(sentence)))
}

/// Whether this is a host of S3 on AWS, perhaps with a path.
fn is_host(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or_default().to_ascii_lowercase();
    AwsHost::of(&host).is_some()
}

/// Refuses the name of a general purpose bucket that AWS has in other regions only.
///
/// Source: Amazon S3, "General purpose bucket naming rules", "Namespaces for general purpose buckets".
pub(super) fn check_region(name: &str, region: &str) -> Result<(), Error> {
    if region != "us-east-1" && (name.len() > 63 || name.bytes().any(|b| b.is_ascii_uppercase() || b == b'_')) {
        return Err(Error(Reason::InvalidBucket(
            "the bucket name has upper case, an underscore or more than 63 characters: on AWS only buckets in us-east-1 \
             have such names",
        )));
    }
    match account_region(name) {
        Some(named) if named != region => {
            Err(Error(Reason::BucketOfOtherRegion { named: named.into(), given: region.into() }))
        }
        _ => Ok(()),
    }
}

/// The region in `PREFIX-ACCOUNT-REGION-an`, the name of a bucket in an account's regional namespace.
fn account_region(name: &str) -> Option<&str> {
    let name = name.strip_suffix("-an")?;
    let regions = name.match_indices('-').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let found = |(prefix, region): (&str, &str)| {
        partition::is_region(region) && prefix.rsplit_once('-').is_some_and(|(_, account)| is_account(account))
    };
    regions.filter(|pair| found(*pair)).map(|(_, region)| region).next()
}

/// The zone in `NAME--ZONE`.
fn zone(stem: &str) -> Option<&str> {
    stem.rsplit_once("--").map(|(_, zone)| zone).filter(|zone| is_host_label(zone))
}

/// The subdomain of an access point on Outposts: its alias and the Outpost's id, or `ec2` for a server in the Outpost.
fn outposts_subdomain(alias: &str) -> Option<String> {
    let tail = alias.len().checked_sub(OUTPOSTS_TAIL).filter(|_| is_label(alias))?;
    let (hardware, id) = (alias.get(tail..=tail)?, alias.get(tail + 1..tail + 18)?);
    match hardware {
        "o" if is_host_label(id) => Some(format!("{alias}.op-{id}")),
        "e" => Some(format!("{alias}.ec2")),
        _ => None,
    }
}
