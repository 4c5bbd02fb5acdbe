//! Regions of AWS and the partitions that they are in.

/// A group of regions that share a DNS suffix and are separate from all others.
pub(crate) struct Partition {
    /// The prefix of its regions' names.
    region_prefix: &'static str,
    /// Its name in ARNs.
    pub(crate) name: &'static str,
    pub(crate) suffix: &'static str,
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

/// The domains of AWS' partitions, and those of IPv6 endpoints and of functions and clusters.
pub(crate) const DOMAINS: [&str; 10] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.amazonwebservices.com.cn",
    ".api.aws",
    ".c2s.ic.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".on.aws",
    ".sc2s.sgov.gov",
];

impl Partition {
    /// The partition that a region is in.
    pub(crate) fn of(region: &str) -> &'static Self {
        PARTITIONS.iter().find(|partition| region.starts_with(partition.region_prefix)).unwrap_or(&AWS)
    }
}

/// Whether a region of AWS can have the name, now or later: words and a number, as in `us-gov-west-1`. Source: the
/// patterns of regions in AWS' SDKs (`partitions.json`).
pub(crate) fn is_region(name: &str) -> bool {
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

/// The region that a host of AWS names, such as `eu-west-1` in `db.abc.eu-west-1.rds.amazonaws.com:5432`.
pub(crate) fn region_of_host(host: &str) -> Option<&str> {
    let name = host.split(':').next().unwrap_or_default();
    let before = DOMAINS.iter().find_map(|domain| name.strip_suffix(domain))?;
    // What stands before it may look like one: it is a name of the user's.
    before.rsplit('.').find(|label| is_region(label))
}

/// A region without the `fips-` or `-fips` by which botocore and the AWS CLI ask for its FIPS endpoint, and whether it
/// had one.
pub(crate) fn split_fips(name: &str) -> (&str, bool) {
    let plain = name.strip_prefix("fips-").unwrap_or(name);
    let plain = plain.strip_suffix("-fips").unwrap_or(plain);
    (plain, plain.len() < name.len())
}
