//! ARNs that can be used in place of a bucket's name: those of access points.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::resource::{Kind, Resource, is_host_label};
use crate::error::{Error, Reason};
use crate::partition::Partition;

/// The parts of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
struct Arn<'a> {
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    account: &'a str,
    resource: Vec<&'a str>,
}

/// An access point, with its Outpost if it is on one.
struct AccessPoint<'a> {
    kind: Kind,
    name: &'a str,
    outpost: Option<&'a str>,
}

/// The longest name of an access point. Followed by the account id, it is still a label of a host name.
/// Source: Amazon S3, "Access points naming rules, restrictions, and limitations".
const MAX_NAME: usize = 50;

/// Parses the ARN of an access point. `client_region` must be in the ARN's partition.
pub(super) fn parse(text: &str, client_region: &str) -> Result<Resource, Error> {
    let arn = Arn::split(text)?;
    let access_point = arn.access_point()?;
    arn.check(&access_point)?;
    arn.check_partition(arn.region)?;
    arn.check_partition(client_region)?;
    let AccessPoint { kind, name, outpost } = access_point;
    if kind == Kind::MultiRegion {
        return Ok(Resource {
            kind,
            name: text.into(),
            subdomain: name.into(),
            zone: String::new(),
            region: Some("*".into()),
        });
    }
    let mut subdomain = format!("{name}-{}", arn.account);
    subdomain.extend(outpost.iter().flat_map(|id| [".", *id]));
    Ok(Resource { kind, name: text.into(), subdomain, zone: String::new(), region: Some(arn.region.into()) })
}

impl<'a> Arn<'a> {
    fn split(text: &'a str) -> Result<Self, Error> {
        match text.splitn(6, ':').collect::<Vec<_>>()[..] {
            // The parts of a resource are separated by slashes or by colons: AWS writes and accepts both.
            [_, partition, service, region, account, resource] => {
                Ok(Self { partition, service, region, account, resource: resource.split(['/', ':']).collect() })
            }
            _ => Err(Error(Reason::InvalidArn("is not of the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"))),
        }
    }

    /// The access point that the ARN's service and resource name.
    fn access_point(&self) -> Result<AccessPoint<'a>, Error> {
        let (kind, name, outpost) = match (self.service, &self.resource[..]) {
            // A Multi-Region Access Point is named by its alias and has no region.
            ("s3", ["accesspoint", name]) if self.region.is_empty() && name.strip_suffix(".mrap").is_some() => {
                (Kind::MultiRegion, name, None)
            }
            ("s3", ["accesspoint", name]) => (Kind::AccessPoint, name, None),
            ("s3-object-lambda", ["accesspoint", name]) => (Kind::ObjectLambda, name, None),
            ("s3-outposts", ["outpost", id, "accesspoint", name]) => (Kind::Outposts, name, Some(*id)),
            (service, _) => {
                return Err(Error(Reason::InvalidArn(match service {
                    "s3" => "has a resource other than accesspoint/NAME: a bucket itself goes by its name",
                    "s3-object-lambda" => "has a resource other than accesspoint/NAME",
                    "s3-outposts" => "has a resource other than outpost/OUTPOST-ID/accesspoint/NAME",
                    _ => "is of a service other than s3, s3-object-lambda and s3-outposts",
                })));
            }
        };
        Ok(AccessPoint { kind, name, outpost })
    }

    /// Refuses what cannot be part of a host name.
    fn check(&self, AccessPoint { kind, name, outpost }: &AccessPoint<'_>) -> Result<(), Error> {
        let is_account = self.account.len() == 12 && self.account.bytes().all(|b| b.is_ascii_digit());
        if *kind == Kind::MultiRegion {
            return self.check_multi_region(name);
        }
        let complaints = [
            (is_host_label(self.region), "has no region, or one that cannot be part of a host name"),
            (is_account, "has no account id of 12 digits"),
            (outpost.is_none_or(is_host_label), "has no Outpost id, or one that cannot be part of a host name"),
            (is_host_label(name), "has no access point name, or one that cannot be part of a host name"),
            (name.len() <= MAX_NAME, "has an access point name of more than 50 characters"),
        ];
        match complaints.into_iter().find(|(is_good, _)| !is_good) {
            Some((_, complaint)) => Err(Error(Reason::InvalidArn(complaint))),
            None => Ok(()),
        }
    }

    /// Refuses a Multi-Region Access Point that cannot be, or that cannot be signed for in this build. AWS lists none
    /// outside its first partition. Source: Amazon S3, "Multi-Region Access Point restrictions and limitations".
    fn check_multi_region(&self, name: &str) -> Result<(), Error> {
        let alias = name.strip_suffix(".mrap").unwrap_or_default();
        match (cfg!(feature = "sigv4a"), self.partition, is_host_label(alias)) {
            (false, ..) => Err(Error(Reason::NeedsSigV4a)),
            (_, "aws", true) => Ok(()),
            (_, "aws", false) => {
                Err(Error(Reason::InvalidArn("has no alias of a Multi-Region Access Point before .mrap")))
            }
            _ => Err(Error(Reason::InvalidArn("is of a Multi-Region Access Point in a partition that has none"))),
        }
    }

    /// Refuses a region that the ARN's partition does not have.
    fn check_partition(&self, region: &str) -> Result<(), Error> {
        let partition = Partition::of(region).name;
        if partition == self.partition {
            return Ok(());
        }
        Err(Error(Reason::PartitionMismatch { arn: self.partition.into(), region: region.into(), partition }))
    }
}
