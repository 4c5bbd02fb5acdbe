//! The hosts of S3 on AWS, where one is given as an endpoint: what each has, and what none of S3's buckets is at.

use super::resource::{Kind, Resource};
use crate::error::{Error, Reason};
use crate::partition::{is_region, split_domain};

/// What a host of S3 has.
struct Row {
    /// The part of the name before the region, without `-fips`.
    label: &'static str,
    /// What is at the host, each with its name before it or in the path.
    kinds: &'static [Kind],
    /// Why another kind, or all of them, is not.
    otherwise: &'static str,
}

const fn row(label: &'static str, kinds: &'static [Kind], otherwise: &'static str) -> Row {
    Row { label, kinds, otherwise }
}

const BUCKETS_ONLY: &str = "the endpoint has general purpose buckets only: leave it out, since the name or ARN says which \
                            one is right";

/// Source: AWS General Reference, "Amazon Simple Storage Service endpoints and quotas"; the endpoint rules in AWS's
/// SDKs; Amazon S3, "Website endpoints", "Getting started with Amazon S3 Transfer Acceleration", "AWS PrivateLink for
/// Amazon S3".
const ROWS: [Row; 14] = [
    row("s3", &[Kind::Bucket], BUCKETS_ONLY),
    row("s3-external-1", &[Kind::Bucket], BUCKETS_ONLY),
    row(ACCELERATED, &[Kind::Bucket], BUCKETS_ONLY),
    row(
        ACCESS_POINT,
        &[Kind::AccessPoint],
        "the endpoint has access points only, by their ARNs: leave it out, or name one",
    ),
    row(
        "s3-object-lambda",
        &[Kind::ObjectLambda],
        "the endpoint has Object Lambda access points only, by their ARNs: leave it out, or name one",
    ),
    row("s3-outposts", &[Kind::Outposts], "the endpoint has access points on Outposts only: leave it out, or name one"),
    row(
        EXPRESS,
        &[Kind::Directory],
        "the endpoint has the directory buckets of one zone only: leave it out, or name one of them",
    ),
    row(
        "s3express-control",
        &[],
        "the endpoint is the Regional one of directory buckets: leave it out, and choose regional_endpoint",
    ),
    row(
        "s3-global",
        &[],
        "the endpoint is that of Multi-Region Access Points: leave it out, and name one by its ARN as the bucket",
    ),
    row("s3-website", &[], "the endpoint is a website endpoint of S3, which accepts no signed requests"),
    row(CONTROL, &[], "the endpoint is that of S3 Control, which has no buckets and objects: leave it out"),
    row("s3tables", &[], "the endpoint is that of S3 Tables, which has no buckets and objects of S3: leave it out"),
    row("s3vectors", &[], "the endpoint is that of S3 Vectors, which has no buckets and objects of S3: leave it out"),
    row("s3files", &[], "the endpoint is that of S3 Files, which has no buckets and objects of S3: leave it out"),
];

const ACCELERATED: &str = "s3-accelerate";
const ACCESS_POINT: &str = "s3-accesspoint";
const CONTROL: &str = "s3-control";
/// What precedes the zone.
const EXPRESS: &str = "s3express-";

/// A host of S3 on AWS.
pub(super) struct AwsHost<'a> {
    row: &'static Row,
    /// The zone of directory buckets, `usw2-az1`.
    zone: Option<&'a str>,
    /// The bucket or access point before the rest, if there is one.
    named: &'a str,
}

impl<'a> AwsHost<'a> {
    /// Reads a host in lower case; `None` if it is not one of S3 on AWS.
    pub(super) fn of(host: &'a str) -> Option<Self> {
        let name = host.split(':').next().unwrap_or_default();
        let name = name.strip_suffix('.').unwrap_or(name);
        let (name, _) = split_domain(name)?;
        let name = name.strip_suffix(".vpce").unwrap_or(name);
        let (before, last) = split(name);
        let name = if is_region(last) { before } else { name };
        let (named, label) = split(name.strip_suffix(".dualstack").unwrap_or(name));
        let (label, zone) = match label.strip_prefix(EXPRESS) {
            Some(zone) if zone != "control" && zone != "control-fips" => {
                (EXPRESS, Some(zone.strip_prefix("fips-").unwrap_or(zone)))
            }
            _ => (without_region(label), None),
        };
        let label = label.strip_suffix("-fips").unwrap_or(label);
        let (label, named) = of_network(label, named);
        let row = ROWS.iter().find(|row| row.label == label)?;
        // Other names before these are not theirs: `console.s3tables`.
        let named = if label == "s3-global" && named == "accesspoint" { "" } else { named };
        Some(Self { row, zone, named })
    }

    /// Whether this is one of S3 Transfer Acceleration, which has no path style.
    pub(super) fn is_accelerated(&self) -> bool {
        self.row.label == ACCELERATED
    }

    /// Refuses what is not at this host. `is_bucket` says that the URL is the bucket's own, with this path.
    pub(super) fn check(&self, resource: &Resource, is_bucket: bool, path: &str) -> Result<(), Error> {
        let has_kind = self.row.kinds.contains(&resource.kind);
        let is_in_zone = resource.kind != Kind::Directory || self.zone == Some(&resource.zone);
        let is_nameless = self.named.is_empty() && (path == "/" || self.is_accelerated());
        let sentence = match () {
            () if !has_kind || !is_in_zone => self.row.otherwise,
            () if is_bucket && is_nameless => {
                "the custom domain is an endpoint of S3 for all buckets, and does not name this one: use endpoint"
            }
            () if !is_bucket && !self.named.is_empty() => {
                "the endpoint is another bucket's or access point's own URL: leave what precedes the service's host out"
            }
            () => return Ok(()),
        };
        Err(Error(Reason::InvalidUrl(sentence)))
    }
}

/// What precedes the last label, and that label.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// The label of a host in its old form, with a hyphen: `s3-us-west-2`, `s3-website-us-west-2`, `s3-fips-us-gov-west-1`.
fn without_region(label: &str) -> &str {
    let is_old = |old: &&str| label.strip_prefix(*old).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_region);
    ["s3-website", "s3-fips", "s3"].into_iter().find(is_old).unwrap_or(label)
}

/// The endpoint of a network of the user's says what it has before its id: `bucket.vpce-1a2b-c.s3.us-west-2.vpce`.
fn of_network<'a>(label: &'a str, named: &'a str) -> (&'a str, &'a str) {
    let (before, id) = split(named);
    if !id.starts_with("vpce-") {
        return (label, named);
    }
    let (named, what) = split(before);
    let label = match what {
        "accesspoint" => ACCESS_POINT,
        "control" => CONTROL,
        _ => label,
    };
    (label, named)
}
