//! Regions: their partitions, and the names that AWS' tools accept besides.

use crate::error::Error;

/// The name of the endpoint without a region, which is in us-east-1.
const GLOBAL: &str = "aws-global";
/// What tools and older parts of S3 call a region, and the region itself: names of AWS' endpoint tables
/// (`endpoints.json`), and the location constraints of the first two regions, of which GetBucketLocation still returns
/// `EU`.
const ALIASES: [(&str, &str); 4] =
    [(GLOBAL, "us-east-1"), ("s3-external-1", "us-east-1"), ("EU", "eu-west-1"), ("US", "us-east-1")];

/// A region of AWS by one of its names.
pub(super) struct Region<'a> {
    /// As in the credential scope.
    pub(super) name: &'a str,
    /// Whether the endpoint without a region is meant.
    pub(super) is_global: bool,
    /// Whether the FIPS endpoint is meant.
    pub(super) is_fips: bool,
}

impl<'a> Region<'a> {
    /// Reads a region, an alias, or either as `fips-us-east-1` or `us-east-1-fips`, which botocore accepts too.
    pub(super) fn parse(name: &'a str) -> Result<Self, Error> {
        let plain = name.strip_prefix("fips-").unwrap_or(name);
        let plain = plain.strip_suffix("-fips").unwrap_or(plain);
        if plain != GLOBAL && plain.starts_with("aws-") && plain.ends_with("-global") {
            return Err(Error::NoGlobalEndpoint(plain.into()));
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == plain);
        Ok(Self {
            name: alias.map_or(plain, |(_, region)| region),
            is_global: plain == GLOBAL,
            is_fips: plain.len() < name.len(),
        })
    }

    /// Whether a region of AWS can have the name, now or later: words and a number, as in `us-gov-west-1`. Source: the
    /// patterns of regions in AWS' SDKs (`partitions.json`).
    pub(super) fn is_of_aws(name: &str) -> bool {
        let mut parts = name.split('-');
        let ends_in_number = parts.next_back().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let mut words = 0;
        ends_in_number
            && parts.all(|word| {
                words += 1;
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())
            })
            && words >= 2
    }

    /// The region in the credential scope at an endpoint that is not AWS' own, where an alias may be a region's name.
    pub(super) fn elsewhere(name: &str) -> &str {
        if name == GLOBAL { "us-east-1" } else { name }
    }
}

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
