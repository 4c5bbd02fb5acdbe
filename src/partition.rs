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
/// under the same suffix. Source: AWS's SDKs (`partitions.json`).
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

/// The domains of AWS: those of the partitions, those of their dual-stack endpoints, and that of functions and
/// clusters. With each goes the region of hosts that name none, where there are such hosts. Source: `partitions.json`
/// of botocore 1.44.8 (`implicitGlobalRegion`).
const DOMAINS: [(&str, Option<&str>); 15] = [
    (".amazonaws.com", Some("us-east-1")),
    (".amazonaws.com.cn", Some("cn-northwest-1")),
    (".amazonaws.eu", Some("eusc-de-east-1")),
    (".api.amazonwebservices.com.cn", Some("cn-northwest-1")),
    (".api.amazonwebservices.eu", Some("eusc-de-east-1")),
    (".api.aws", Some("us-east-1")),
    (".api.aws.hci.ic.gov", Some("us-isof-south-1")),
    (".api.aws.ic.gov", Some("us-iso-east-1")),
    (".api.aws.scloud", Some("us-isob-east-1")),
    (".api.cloud-aws.adc-e.uk", Some("eu-isoe-west-1")),
    (".c2s.ic.gov", Some("us-iso-east-1")),
    (".cloud.adc-e.uk", Some("eu-isoe-west-1")),
    (".csp.hci.ic.gov", Some("us-isof-south-1")),
    (".on.aws", None),
    (".sc2s.sgov.gov", Some("us-isob-east-1")),
];

/// The hosts that accept SigV4a alone, and for every region: what stands between a name of the user's and the domain,
/// and the service. Source: the endpoint rules of botocore 1.44.8 (`authSchemes`).
const MULTI_REGION: [(&str, &str); 6] = [
    (".accesspoint.s3-global", "s3"),
    (".cloudfront-kvs.global", "cloudfront-keyvaluestore"),
    (".endpoint.events", "events"),
    (".endpoints.email", "ses"),
    (".endpoints.email.global", "ses"),
    (".endpoints.email.us-gov", "ses"),
];

impl Partition {
    /// The partition that a region is in.
    pub(crate) fn of(region: &str) -> &'static Self {
        PARTITIONS.iter().find(|partition| region.starts_with(partition.region_prefix)).unwrap_or(&AWS)
    }
}

/// Whether a region of AWS can have the name, now or later: words and a number, as in `us-gov-west-1`. Source: the
/// patterns of regions in AWS's SDKs (`partitions.json`).
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
    let (before, _) = split_domain(host.split(':').next().unwrap_or_default())?;
    // What stands before it may look like one: it is a name of the user's.
    before.rsplit('.').find(|label| is_region(label))
}

/// What stands before the domain in a host of AWS, and the region of hosts that name none there.
pub(crate) fn split_domain(name: &str) -> Option<(&str, Option<&'static str>)> {
    DOMAINS.iter().find_map(|(domain, region)| Some((name.strip_suffix(domain)?, *region)))
}

/// The service of a host that accepts SigV4a alone. The host may have a port, and is in lower case.
#[inline]
pub(crate) fn multi_region_service(host: &str) -> Option<&'static str> {
    // Every request to sign asks, and most hosts have their region before this domain.
    let before = host.strip_suffix(".amazonaws.com").unwrap_or_default();
    if before.ends_with(|c: char| c.is_ascii_digit()) { None } else { find_multi_region(host) }
}

fn find_multi_region(host: &str) -> Option<&'static str> {
    let rests = host.match_indices('.').map(|(at, _)| &host[at..]);
    rests.into_iter().find_map(|rest| {
        let mut found =
            MULTI_REGION.iter().filter_map(|(middle, service)| Some((rest.strip_prefix(middle)?, *service)));
        found.find(|(domain, _)| is_domain(domain)).map(|(_, service)| service)
    })
}

/// Whether this is a domain of AWS with its dot, and perhaps a port.
fn is_domain(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or_default();
    let name = name.strip_suffix('.').unwrap_or(name);
    DOMAINS.iter().any(|(domain, _)| *domain == name)
}

/// A region without the `fips-` or `-fips` by which botocore and the AWS CLI ask for its FIPS endpoint, and whether it
/// had one.
pub(crate) fn split_fips(name: &str) -> (&str, bool) {
    let plain = name.strip_prefix("fips-").unwrap_or(name);
    let plain = plain.strip_suffix("-fips").unwrap_or(plain);
    (plain, plain.len() < name.len())
}
