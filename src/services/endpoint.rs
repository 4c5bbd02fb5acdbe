//! Where a service is: its host in a region, and a request to it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::error::{Error, Reason};
use crate::partition::{Partition, is_region, split_fips};
use crate::request::Request;
use crate::request::address::{Address, INVALID_HOST, UrlText};

/// Services whose ordinary hosts in these regions, by the prefix of their names, are the FIPS endpoints. Source:
/// botocore's endpoint rules.
const ALWAYS_FIPS: [(&str, &[&str]); 5] = [
    ("ec2", &["us-gov-"]),
    ("logs", &["us-gov-"]),
    ("monitoring", &["us-gov-"]),
    ("rds", &["us-gov-", "us-iso-", "us-isob-"]),
    ("sts", &["us-gov-"]),
];

/// The host of a service in a region, such as `sts.eu-west-1.amazonaws.com`, and the region as it is signed. The region
/// may ask for the FIPS endpoint, as in `us-east-1-fips`.
pub(super) fn regional<'r>(service: &str, region: &'r str) -> Result<(String, &'r str), Error> {
    let (name, is_fips) = split_fips(region);
    let region = known(name)?;
    let partition = Partition::of(region);
    if is_fips && partition.name == "aws-cn" {
        return Err(Error(Reason::Exclusive("a FIPS endpoint", "a region in China")));
    }
    let always = |(of, prefixes): &(&str, &[&str])| *of == service && prefixes.iter().any(|p| region.starts_with(p));
    let fips = if is_fips && !ALWAYS_FIPS.iter().any(always) { "-fips" } else { "" };
    Ok((format!("{service}{fips}.{region}.{}", partition.suffix), region))
}

/// Refuses what is not the name of a region of AWS.
pub(super) fn known(region: &str) -> Result<&str, Error> {
    if region.is_empty() {
        Err(Error(Reason::EmptyName("region")))
    } else if is_region(region) {
        Ok(region)
    } else {
        Err(Error(Reason::UnknownRegion(region.into())))
    }
}

/// A request to a host, which may have a port. The path is percent-encoded and begins with a slash.
pub(super) fn request(method: &'static str, scheme: &str, host: &str, path: &str) -> Result<Request<'static>, Error> {
    if host.contains("://") {
        return Err(Error(Reason::InvalidUrl("the host is given with a scheme: what follows :// is the host")));
    }
    if host.contains(['/', '?']) {
        return Err(INVALID_HOST);
    }
    let url = format!("{scheme}://{host}{path}");
    let UrlText { scheme, host, path, query } = UrlText::parse(&url)?;
    if !query.is_empty() {
        return Err(Error(Reason::InvalidArgument("the path has a query")));
    }
    Ok(Request::at(Cow::Borrowed(method), Address::new(scheme, &host, path)))
}

/// Adds the parameters of a slice.
pub(super) fn with_query(mut request: Request<'static>, parameters: &[(&str, &str)]) -> Request<'static> {
    for (name, value) in parameters {
        request.add_query(name, value);
    }
    request
}
