//! The service and the region that a host name belongs to.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::explain::inspect::aws_names;
use crate::partition::{is_region, multi_region_service, split_domain};
use crate::s3::provider_of_host;

/// The service and the region that a host name belongs to, as a credential scope names them. Made by [`host_scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostScope {
    /// The service, such as `s3`; `None` where the host may belong to several, or to one that is not known.
    pub service: Option<String>,
    /// The region, such as `eu-west-1`; `None` where the host belongs to none, as with S3 Transfer Acceleration and
    /// hosts that accept SigV4a alone.
    pub region: Option<String>,
    /// Other regions that the host accepts just as well: `us-east-1` besides `auto` at Cloudflare R2.
    pub other_regions: &'static [&'static str],
    /// Whether the host accepts SigV4a alone, which signs for several regions at once: `Signer::multi_region`.
    pub needs_sigv4a: bool,
}

/// Tells the service and the region that a host name belongs to.
///
/// Knows the hosts of AWS, and of services that speak S3 and have the region in the name. The port and the case of
/// letters do not matter. `None`: any other host, and the website endpoints of S3, which accept no signed requests.
///
/// Many hosts are signed for a different service from the one in their name: `cloudhsmv2.eu-west-1.amazonaws.com` for
/// `cloudhsm`. The service is `None` where it is not known, or where one host has several, as with AWS IoT Core.
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
/// Source: the service models and endpoint rules of botocore 1.44.8; Amazon S3, "Methods for accessing a general
/// purpose bucket".
#[must_use]
pub fn host_scope(host: &str) -> Option<HostScope> {
    let host = normalize(host);
    let found = find(&host).filter(|found| found.endpoint != Endpoint::Website)?;
    Some(HostScope {
        service: found.service.map(str::to_owned),
        region: found.region.map(str::to_owned),
        other_regions: found.other_regions,
        needs_sigv4a: found.endpoint == Endpoint::MultiRegion,
    })
}

/// What a host name tells.
pub(super) struct Host<'a> {
    pub(super) service: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    pub(super) endpoint: Endpoint,
    /// What stands before the part that names the service: with S3, the bucket.
    pub(super) prefix: &'a str,
    pub(super) other_regions: &'static [&'static str],
}

impl<'a> Host<'a> {
    fn aws(service: Option<&'a str>, region: Option<&'a str>, endpoint: Endpoint, prefix: &'a str) -> Self {
        Self { service, region, endpoint, prefix, other_regions: &[] }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// Of the region and the service.
    Known,
    /// Of the region, with a service that is not known.
    Unknown,
    /// One that may accept a different region or service from the one in its name.
    Lenient,
    /// Plain S3 in a region: what stands before is the bucket and nothing else.
    Bucket,
    /// S3 without a region in the name.
    Global,
    /// A host that accepts SigV4a alone, such as a Multi-Region Access Point of S3.
    MultiRegion,
    /// A website endpoint of S3.
    Website,
}

/// In lower case, without the port and without a dot at the end.
pub(super) fn normalize(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let (address, rest) = host.split_at(if host.starts_with('[') { host.find(']').unwrap_or_default() } else { 0 });
    let name = &host[..address.len() + rest.find(':').unwrap_or(rest.len())];
    name.strip_suffix('.').unwrap_or(name).to_owned()
}

/// Looks a normalized host up.
pub(super) fn find(host: &str) -> Option<Host<'_>> {
    if let Some(service) = multi_region_service(host) {
        return Some(Host::aws(Some(service), None, Endpoint::MultiRegion, ""));
    }
    match split_domain(host) {
        Some((name, region)) => {
            let global = Global { region, is_commercial: host.ends_with(".amazonaws.com") };
            regional(name).or_else(|| global.find(name))
        }
        None => compatible(host),
    }
}

fn last_label(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// A name with a region: what stands before the domain of AWS.
fn regional(name: &str) -> Option<Host<'_>> {
    // The endpoint of a VPC has its own id before, and this part after the region.
    let (name, is_vpc) = name.strip_suffix(".vpce").map_or((name, false), |name| (name, true));
    let (before, last) = last_label(name.strip_suffix(".us-gov").unwrap_or(name));
    let (prefix, region) = last_label(before);
    if is_region(last) {
        let before = before.strip_suffix(".dualstack").unwrap_or(before);
        let service = before.split_once('.').filter(|(id, _)| is_vpc && id.starts_with("vpce-"));
        return Some(of_region(service.map_or(before, |(_, service)| service), last));
    }
    // The old form, with a hyphen: s3-us-west-2, s3-website-us-west-2.
    let legacy = ["s3-website", "s3-fips", "s3"].into_iter().find_map(|label| {
        let region = last.strip_prefix(label)?.strip_prefix('-')?;
        is_region(region).then(|| Host { prefix: before, ..of_region(label, region) })
    });
    let after = aws_names::after_region(last).filter(|_| is_region(region));
    let after = after.map(|service| Host::aws(Some(service), Some(region), Endpoint::Known, prefix));
    legacy.or(after)
}

/// The service by what stands before the region.
fn of_region<'a>(name: &'a str, region: &'a str) -> Host<'a> {
    let (service, prefix) = aws_names::service(name).map_or((None, ""), |(service, prefix)| (Some(service), prefix));
    let (_, label) = last_label(name);
    let endpoint = match label.strip_suffix("-fips").unwrap_or(label) {
        "s3-website" => Endpoint::Website,
        "s3" if !prefix.contains("vpce-") => Endpoint::Bucket,
        _ if service.is_none() => Endpoint::Unknown,
        _ => Endpoint::Known,
    };
    // The only API whose hosts are all signed for one region.
    let region = if name == "api.sustainability" { "us-east-1" } else { region };
    Host::aws(service, Some(region), endpoint, prefix)
}

/// The hosts of a domain that name no region.
struct Global {
    region: Option<&'static str>,
    /// Whether they are in the partition that had such hosts for most services once.
    is_commercial: bool,
}

impl Global {
    fn find<'a>(&self, name: &'a str) -> Option<Host<'a>> {
        let (of_all, region) = match name.rsplit_once('.') {
            Some((name, "global")) => (Some(name), self.region),
            Some((name, "us-gov")) => (Some(name), Some("us-gov-west-1")),
            _ => (None, self.region),
        };
        let name = of_all.unwrap_or(name);
        let name = name.strip_suffix(".dualstack").unwrap_or(name);
        let (service, prefix) = aws_names::service(name)?;
        if service == "s3" {
            return self.s3(name, prefix);
        }
        let is_global = of_all.is_some() || aws_names::is_global(name);
        let region = match region {
            Some("cn-northwest-1") if service == "iam" => Some("cn-north-1"),
            // Without `global` it is that of GovCloud in some rules.
            Some("us-east-1") if of_all.is_none() && !self.is_commercial => None,
            region => region,
        };
        let endpoint = if is_global { Endpoint::Known } else { Endpoint::Lenient };
        let is_host = prefix.is_empty() && (is_global || self.is_commercial && !name.contains('.'));
        is_host.then_some(Host::aws(Some(service), region, endpoint, prefix))
    }

    fn s3<'a>(&self, name: &'a str, prefix: &'a str) -> Option<Host<'a>> {
        let (region, endpoint) = match last_label(name).1 {
            "s3" => (self.region, Endpoint::Global),
            "s3-external-1" => (self.region, Endpoint::Bucket),
            "s3-accelerate" => (None, Endpoint::Known),
            _ => return None,
        };
        self.is_commercial.then_some(Host::aws(Some("s3"), region, endpoint, prefix))
    }
}

/// A service that speaks S3.
fn compatible(host: &str) -> Option<Host<'_>> {
    let found = provider_of_host(host)?;
    let endpoint = if found.row.checks_region { Endpoint::Known } else { Endpoint::Lenient };
    let other_regions = found.row.other_regions;
    Some(Host { service: Some("s3"), region: found.region, endpoint, prefix: found.prefix, other_regions })
}

/// Whether it is a host of AWS or of a provider that is known here, and not one of a server of somebody's own.
pub(in crate::explain) fn is_known_host(host: &str) -> bool {
    let host = normalize(host);
    find(&host).is_some() || split_domain(&host).is_some() || host.ends_with(".on.aws")
}
