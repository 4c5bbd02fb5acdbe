//! The service and the region that a host name belongs to.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::partition::{DOMAINS, is_region};
use crate::s3::provider_of_host;

/// The service and the region that a host name belongs to, as a credential scope names them. Made by [`host_scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostScope {
    /// The service, such as `s3`; `None` where the host may belong to several.
    pub service: Option<String>,
    /// The region, such as `eu-west-1`; `None` where the host belongs to none, as with S3 Transfer Acceleration.
    pub region: Option<String>,
    /// Other regions that the host accepts just as well: `us-east-1` beside `auto` at Cloudflare R2.
    pub other_regions: &'static [&'static str],
}

/// Tells the service and the region that a host name belongs to.
///
/// Knows the hosts of AWS, and of services that speak S3 and have the region in the name. The port and the case of
/// letters do not matter. `None`: any other host, and the website endpoints of S3, which accept no signed requests.
///
/// A service of AWS that is not in the table of this file is taken to sign with the last part of its name, which holds
/// for most: `sqs.eu-west-1.amazonaws.com` signs for `sqs`.
///
/// ```
/// use presign::explain::host_scope;
///
/// let scope = host_scope("examplebucket.s3.eu-west-1.amazonaws.com").expect("a host of S3");
/// assert_eq!((scope.service.as_deref(), scope.region.as_deref()), (Some("s3"), Some("eu-west-1")));
/// let scope = host_scope("search-a.us-east-1.es.amazonaws.com").expect("a host of OpenSearch");
/// assert_eq!((scope.service.as_deref(), scope.region.as_deref()), (Some("es"), Some("us-east-1")));
/// assert_eq!(host_scope("example.com"), None);
/// ```
///
/// Source: AWS General Reference, "Service endpoints and quotas"; Amazon S3, "Methods for accessing a general purpose
/// bucket".
#[must_use]
pub fn host_scope(host: &str) -> Option<HostScope> {
    let host = normalize(host);
    let found = find(&host).filter(|found| found.endpoint != Endpoint::Website)?;
    let (service, region) = (found.service.map(str::to_owned), found.region.map(str::to_owned));
    Some(HostScope { service, region, other_regions: found.other_regions })
}

/// What a host name tells.
pub(crate) struct Host<'a> {
    pub(crate) service: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Endpoint,
    /// What stands before the part that names the service: with S3, the bucket.
    pub(crate) prefix: &'a str,
    pub(crate) other_regions: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// Of the region, with the service from the table.
    Known,
    /// Of the region, with a service that is guessed from the name.
    Guessed,
    /// One that may take another region or service than its name says.
    Lenient,
    /// Plain S3 in a region: what stands before is the bucket and nothing else.
    Bucket,
    /// S3 without a region in the name.
    Global,
    /// A Multi-Region Access Point of S3.
    MultiRegion,
    /// A website endpoint of S3.
    Website,
}

/// In lower case, without the port and without a dot at the end.
pub(crate) fn normalize(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let name = host.split(':').next().unwrap_or_default();
    name.strip_suffix('.').unwrap_or(name).to_owned()
}

/// The parts of names that stand before the region, and the services that are signed for there. Without `-fips`.
const SERVICES: [(&str, &str); 32] = [
    ("s3", "s3"),
    ("s3-accelerate", "s3"),
    ("s3-accesspoint", "s3"),
    ("s3-control", "s3"),
    ("s3-external-1", "s3"),
    ("s3-global", "s3"),
    ("s3-object-lambda", "s3-object-lambda"),
    ("s3-outposts", "s3-outposts"),
    ("s3-website", "s3"),
    ("s3express-control", "s3express"),
    ("aoss", "aoss"),
    ("appsync-api", "appsync"),
    ("appsync-realtime-api", "appsync"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-data-automation", "bedrock"),
    ("bedrock-data-automation-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("dsql", "dsql"),
    ("email", "ses"),
    ("es", "es"),
    ("execute-api", "execute-api"),
    ("git-codecommit", "codecommit"),
    ("iam", "iam"),
    ("lambda", "lambda"),
    ("lambda-url", "lambda"),
    ("marketplace", "aws-marketplace"),
    ("memory-db", "memorydb"),
    ("oidc", "sso-oauth"),
    ("sts", "sts"),
    ("transcribestreaming", "transcribe"),
    ("vpc-lattice-svcs", "vpc-lattice-svcs"),
];

/// The same for names whose region comes first: `search-a.eu-west-1.es`.
const AFTER_REGION: [(&str, &str); 5] =
    [("aoss", "aoss"), ("es", "es"), ("neptune", "neptune-db"), ("queue", "sqs"), ("rds", "rds-db")];

/// The region of endpoints without one in their name.
const DEFAULT_REGION: &str = "us-east-1";

/// Looks a normalized host up.
pub(crate) fn find(host: &str) -> Option<Host<'_>> {
    match DOMAINS.iter().find_map(|domain| host.strip_suffix(domain)) {
        Some(name) => aws(name, host.ends_with(".amazonaws.com")),
        None => compatible(host),
    }
}

/// Whether a host is that of a Multi-Region Access Point.
pub(crate) fn is_multi_region(host: &str) -> bool {
    find(&normalize(host)).is_some_and(|found| found.endpoint == Endpoint::MultiRegion)
}

fn last_label(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// A service of the table as scopes write it.
pub(crate) fn service_in_any_case(service: &str) -> Option<&'static str> {
    SERVICES.iter().map(|(_, name)| *name).find(|name| name.eq_ignore_ascii_case(service))
}

/// What stands before the domain of AWS.
fn aws(name: &str, has_global_endpoints: bool) -> Option<Host<'_>> {
    // The endpoint of a VPC has its own id before, and this part after the region.
    let name = name.strip_suffix(".vpce").unwrap_or(name);
    let (before, last) = last_label(name);
    let (prefix, region) = last_label(before);
    if is_region(last) {
        let before = before.strip_suffix(".dualstack").unwrap_or(before);
        let (prefix, label) = last_label(before);
        return Some(Host { region: Some(last), ..service(prefix, label) });
    }
    // The old form, with a hyphen: s3-us-west-2, s3-website-us-west-2.
    let legacy = ["s3-website", "s3-fips", "s3"].into_iter().find_map(|label| {
        let region = last.strip_prefix(label)?.strip_prefix('-')?;
        is_region(region).then_some(Host { region: Some(region), ..service(before, label) })
    });
    let after = AFTER_REGION.iter().find(|(label, _)| *label == last && is_region(region));
    let after = after.map(|(_, service)| Host {
        service: Some(service),
        region: Some(region),
        endpoint: Endpoint::Known,
        prefix,
        other_regions: &[],
    });
    legacy.or(after).or_else(|| global(name, has_global_endpoints))
}

/// A name without a region.
fn global(name: &str, has_global_endpoints: bool) -> Option<Host<'_>> {
    let (prefix, label) = last_label(name.strip_suffix(".dualstack").unwrap_or(name));
    let found = service(prefix, label);
    let (region, endpoint) = match label {
        "s3" => (Some(DEFAULT_REGION), Endpoint::Global),
        "s3-external-1" => (Some(DEFAULT_REGION), Endpoint::Bucket),
        "s3-accelerate" => (None, Endpoint::Known),
        "s3-global" => (None, Endpoint::MultiRegion),
        // iam.amazonaws.com, route53.amazonaws.com
        _ if prefix.is_empty() && found.endpoint == Endpoint::Known => (Some(DEFAULT_REGION), Endpoint::Known),
        _ if prefix.is_empty() => (Some(DEFAULT_REGION), Endpoint::Lenient),
        _ => return None,
    };
    Some(Host { region, endpoint, ..found }).filter(|_| has_global_endpoints)
}

/// The service by its part of the name.
fn service<'a>(prefix: &'a str, label: &'a str) -> Host<'a> {
    let name = label.strip_suffix("-fips").unwrap_or(label);
    let known = SERVICES.iter().find(|(other, _)| *other == name).map(|(_, service)| *service);
    // The rest names the zone.
    let express = name.starts_with("s3express-").then_some("s3express");
    let (service, endpoint) = match (known.or(express), name) {
        (service, "s3-website") => (service, Endpoint::Website),
        (service, "s3") => (service, if prefix.contains("vpce-") { Endpoint::Known } else { Endpoint::Bucket }),
        // MQTT is signed for another service than HTTPS.
        (_, "iot") => (None, Endpoint::Guessed),
        (None, _) => (Some(name), Endpoint::Guessed),
        (service, _) => (service, Endpoint::Known),
    };
    Host { service, region: None, endpoint, prefix, other_regions: &[] }
}

/// A service that speaks S3.
fn compatible(host: &str) -> Option<Host<'_>> {
    let found = provider_of_host(host)?;
    let endpoint = if found.row.checks_region { Endpoint::Known } else { Endpoint::Lenient };
    let other_regions = found.row.other_regions;
    Some(Host { service: Some("s3"), region: found.region, endpoint, prefix: found.prefix, other_regions })
}
