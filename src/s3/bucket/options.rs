//! The options of a bucket's address, the combinations that AWS refuses, and the resulting address.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::endpoint::Endpoint;
use super::resource::{Kind, Resource, are_labels, is_label};
use crate::error::{Error, Reason};
use crate::partition::Partition;
use crate::request::address::Address;
use crate::text::percent::{self, UNRESERVED};

/// The options of a bucket's address.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) custom: Option<Endpoint>,
    pub(super) style: Style,
    /// Whether the host is the one without a region.
    pub(super) is_global: bool,
    /// The features that were chosen by name; the others follow from the bucket.
    pub(super) features: Vec<Feature>,
}

/// Where the bucket's name is in the URL.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Automatic,
    Path,
    VirtualHosted,
}

/// What some other option excludes: kinds of endpoints, ways of addressing, kinds of buckets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    Acceleration,
    Fips,
    DualStack,
    /// The host for the bucket operations of directory buckets.
    RegionalEndpoint,
    CustomEndpoint,
    /// A custom endpoint that is one of S3 Transfer Acceleration.
    AcceleratedEndpoint,
    CustomDomain,
    PathStyle,
    /// A name that cannot be part of a host name.
    NoLabel,
    Arn,
    China,
    AccessPoint,
    MultiRegion,
    Directory,
    ObjectLambda,
    Outposts,
}

use Feature::{
    AcceleratedEndpoint, Acceleration, AccessPoint, Arn, China, CustomDomain, CustomEndpoint, Directory, DualStack,
    Fips, MultiRegion, NoLabel, ObjectLambda, Outposts, PathStyle, RegionalEndpoint,
};

/// The combinations that AWS refuses. Source: the endpoint rules in AWS's SDKs, and Amazon S3, "Configuring fast,
/// secure file transfers using Amazon S3 Transfer Acceleration".
const EXCLUSIVE: [(Feature, Feature); 25] = [
    (Acceleration, Fips),
    (Acceleration, CustomEndpoint),
    (Acceleration, China),
    (Acceleration, AccessPoint),
    (Acceleration, MultiRegion),
    (Acceleration, ObjectLambda),
    (Acceleration, Outposts),
    (Acceleration, Directory),
    (Acceleration, PathStyle),
    (Acceleration, NoLabel),
    (AcceleratedEndpoint, China),
    (AcceleratedEndpoint, PathStyle),
    (AcceleratedEndpoint, NoLabel),
    (Fips, CustomEndpoint),
    (Fips, China),
    (Fips, MultiRegion),
    (Fips, Outposts),
    (DualStack, CustomEndpoint),
    (DualStack, MultiRegion),
    (DualStack, ObjectLambda),
    (DualStack, Outposts),
    (MultiRegion, CustomEndpoint),
    (RegionalEndpoint, CustomEndpoint),
    (PathStyle, Arn),
    (PathStyle, CustomDomain),
];

impl Feature {
    /// Its name in error messages.
    fn title(self) -> &'static str {
        match self {
            Self::Acceleration => "S3 Transfer Acceleration",
            Self::Fips => "a FIPS endpoint",
            Self::DualStack => "a dual-stack endpoint",
            Self::RegionalEndpoint => "a Regional endpoint for directory buckets",
            Self::CustomEndpoint => "a custom endpoint",
            Self::AcceleratedEndpoint => "an endpoint of S3 Transfer Acceleration",
            Self::CustomDomain => "a custom domain",
            Self::PathStyle => "path style",
            Self::NoLabel => "a bucket name that needs path style",
            Self::Arn => "an ARN",
            Self::China => "a region in China",
            Self::AccessPoint => "an access point",
            Self::MultiRegion => "a Multi-Region Access Point",
            Self::Directory => "a directory bucket",
            Self::ObjectLambda => "an Object Lambda access point",
            Self::Outposts => "S3 on Outposts",
        }
    }
}

impl Options {
    /// The base URL of the bucket's objects; its path ends with `/`.
    pub(super) fn resolve(&self, resource: &Resource, region: &str) -> Result<Address<'static>, Error> {
        let is_present = |feature| self.is_present(feature, resource, region);
        if let Some((one, other)) = EXCLUSIVE.iter().find(|(one, other)| is_present(*one) && is_present(*other)) {
            return Err(Error(Reason::Exclusive(one.title(), other.title())));
        }
        let mut endpoint = self.endpoint(resource, region)?;
        if endpoint.is_bucket {
            // The URL is the bucket's already.
        } else if self.is_virtual(resource, &endpoint)? {
            endpoint.host = format!("{}.{}", resource.subdomain, endpoint.host);
        } else {
            percent::encode(&mut endpoint.path, &resource.name, &UNRESERVED);
            endpoint.path.push('/');
        }
        Ok(Address::new(endpoint.scheme, &endpoint.host, &endpoint.path))
    }

    /// The base URL of the service, for operations that name no bucket.
    pub(super) fn service_address(
        &self,
        resource: &Resource,
        region: &str,
        what: &'static str,
    ) -> Result<Address<'static>, Error> {
        self.check_itself(resource, region, what)?;
        // Directory buckets are not in ListBuckets, but in a list of their own.
        let refused: &[_] = if what == "ListBuckets" { &[CustomDomain, Directory] } else { &[CustomDomain] };
        self.refuse(refused, resource, region, what)?;
        let endpoint = self.endpoint(resource, region)?;
        Ok(Address::new(endpoint.scheme, &endpoint.host, &endpoint.path))
    }

    /// Refuses access points, and S3 Transfer Acceleration, which neither creates, deletes nor lists buckets. Source:
    /// Amazon S3, "Configuring fast, secure file transfers using Amazon S3 Transfer Acceleration".
    pub(super) fn check_itself(&self, resource: &Resource, region: &str, what: &'static str) -> Result<(), Error> {
        self.refuse(
            &[Acceleration, AcceleratedEndpoint, AccessPoint, MultiRegion, ObjectLambda, Outposts],
            resource,
            region,
            what,
        )
    }

    fn refuse(&self, features: &[Feature], resource: &Resource, region: &str, what: &'static str) -> Result<(), Error> {
        let refused = features.iter().find(|feature| self.is_present(**feature, resource, region));
        refused.map_or(Ok(()), |feature| Err(Error(Reason::Exclusive(feature.title(), what))))
    }

    /// The base URL of the service, or of the bucket at a custom domain.
    fn endpoint(&self, resource: &Resource, region: &str) -> Result<Endpoint, Error> {
        match &self.custom {
            Some(endpoint) => Ok(endpoint.clone()),
            None => Endpoint::parse(&format!("https://{}", self.aws_host(resource, region)), true),
        }
    }

    fn is_present(&self, feature: Feature, resource: &Resource, region: &str) -> bool {
        match feature {
            CustomEndpoint => self.custom.is_some(),
            AcceleratedEndpoint => self.custom.as_ref().is_some_and(|endpoint| endpoint.is_accelerated),
            CustomDomain => self.custom.as_ref().is_some_and(|endpoint| endpoint.is_bucket),
            PathStyle => self.style == Style::Path,
            NoLabel => resource.kind == Kind::Bucket && !is_label(&resource.name),
            Arn => resource.is_arn(),
            China => Partition::of(region).name == "aws-cn",
            AccessPoint => resource.kind == Kind::AccessPoint,
            MultiRegion => resource.kind == Kind::MultiRegion,
            Directory => resource.kind == Kind::Directory,
            ObjectLambda => resource.kind == Kind::ObjectLambda,
            Outposts => resource.kind == Kind::Outposts,
            _ => self.features.contains(&feature),
        }
    }

    /// The host of the service on AWS.
    fn aws_host(&self, resource: &Resource, region: &str) -> String {
        let text = |feature, text| if self.features.contains(&feature) { text } else { "" };
        let (fips, dual_stack) = (text(Fips, "-fips"), text(DualStack, ".dualstack"));
        let suffix = Partition::of(region).suffix;
        match resource.kind {
            _ if self.features.contains(&Acceleration) => format!("s3-accelerate{dual_stack}.{suffix}"),
            _ if self.features.contains(&RegionalEndpoint) => {
                format!("s3express-control{fips}{dual_stack}.{region}.{suffix}")
            }
            Kind::Bucket if self.is_global && self.features.is_empty() => format!("s3.{suffix}"),
            Kind::MultiRegion => format!("accesspoint.s3-global.{suffix}"),
            Kind::Directory => format!("s3express{fips}-{}{dual_stack}.{region}.{suffix}", resource.zone),
            kind => format!("{}{fips}{dual_stack}.{region}.{suffix}", kind.host()),
        }
    }

    /// Whether the bucket's name is part of the host name.
    fn is_virtual(&self, resource: &Resource, endpoint: &Endpoint) -> Result<bool, Error> {
        // Over plain HTTP there is no certificate, which covers one label alone.
        let has_dots = self.style == Style::VirtualHosted && endpoint.scheme == "http" && are_labels(&resource.name);
        let is_name = resource.kind != Kind::Bucket || is_label(&resource.name) || has_dots;
        let is_possible = !endpoint.is_address() && is_name;
        match (resource.kind, self.style) {
            (Kind::Directory, _) if self.features.contains(&RegionalEndpoint) => Ok(false),
            (Kind::Bucket, Style::Path) => Ok(false),
            (Kind::Bucket, Style::Automatic) => Ok(is_possible && endpoint.prefers_virtual),
            // Directory buckets have no path style, except at servers that are reached by an IP address.
            (Kind::Directory, Style::Path | Style::Automatic) => Ok(is_possible),
            (Kind::Bucket | Kind::Directory, Style::VirtualHosted) if !is_possible => {
                Err(Error(Reason::BucketNeedsPathStyle))
            }
            _ if !is_possible => Err(Error(Reason::InvalidBucket(
                "an access point cannot be reached at an IP address: the endpoint needs a host name",
            ))),
            _ => Ok(true),
        }
    }
}
