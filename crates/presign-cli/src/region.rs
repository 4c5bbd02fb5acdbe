//! The regions of AWS by their names.

/// Those that there were in November 2026. Others are signed for just the same, with a warning. Source: AWS's SDKs
/// (`partitions.json` of botocore 1.44.8).
pub(crate) const NAMES: [&str; 48] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// The domains of AWS in which a host has its region in the name.
const DOMAINS: [&str; 5] = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".on.aws"];

/// Whether a host is one of AWS.
pub(crate) fn is_host(host: &str) -> bool {
    DOMAINS.iter().any(|domain| host.ends_with(domain))
}

/// What is wrong with a region of AWS: a sentence, if no region has the name.
pub(crate) fn complaint(region: &str) -> Option<String> {
    // As botocore and the AWS CLI ask for a FIPS endpoint.
    let plain = region.strip_prefix("fips-").unwrap_or(region);
    let plain = plain.strip_suffix("-fips").unwrap_or(plain);
    if NAMES.contains(&plain) {
        return None;
    }
    let near =
        NAMES.iter().map(|name| (strsim::levenshtein(plain, name), name)).min().filter(|(distance, _)| *distance <= 2);
    let meant = near.map(|(_, name)| format!(": did you mean {name}?")).unwrap_or_default();
    Some(format!("AWS has no region {region} that this program knows{meant}"))
}
