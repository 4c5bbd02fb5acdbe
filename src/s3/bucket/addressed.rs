//! A bucket and how to reach it: what users of the crate hold.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;

use super::options::{Feature, Options};
use super::region::Region;
use super::resource::{Kind, Resource};
use super::{arn, name};
use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::partition;
use crate::request::Request;
use crate::request::address::Address;
use crate::signing::{Rules, Signer, scope};

/// A bucket and how to reach it.
///
/// On AWS the address is regional and in virtual-hosted style, `https://BUCKET.s3.REGION.amazonaws.com/KEY`, unless the
/// name cannot be part of a host name (dots, upper case, underscores, under three characters): such a bucket is
/// addressed in path style. At another [`endpoint`](Self::endpoint) path style is the default, since that works
/// everywhere. [`at`](Self::at) knows the endpoints and regions of S3-compatible services by name.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let bucket = Bucket::new("presignedurldemo", "ap-southeast-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let upload = bucket
///     .put_object("reports/2015 august.txt")
///     .content_type("text/plain")
///     .presign(&signer, Duration::from_secs(900), Timestamp::parse("20150830T123600Z")?)?;
///
/// assert!(upload.as_str().starts_with(
///     "https://presignedurldemo.s3.ap-southeast-1.amazonaws.com/reports/2015%20august.txt?X-Amz-Algorithm="
/// ));
/// assert_eq!(upload.method(), "PUT");
/// assert!(upload.headers().eq([("content-type", "text/plain")]));
/// assert_eq!(upload.expires_at().to_string(), "20150830T125100Z");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Options may be given in any order, except for one (see [`endpoint`](Self::endpoint)). A combination that AWS does
/// not offer is refused with `cannot-be-combined` by the option that completes it.
///
/// # Names and ARNs
///
/// | given | signed for the service |
/// |---|---|
/// | the name of a general purpose bucket, or an alias of an access point (`...-s3alias`) | `s3` |
/// | the ARN of an access point | `s3` |
/// | the ARN of a Multi-Region Access Point (`...accesspoint/ALIAS.mrap`) | `s3`, by SigV4a for the region set `*` |
/// | the name of a directory bucket (`...--x-s3`) or of an access point of one (`...--xa-s3`) | `s3express` |
/// | the ARN of an Object Lambda access point | `s3-object-lambda` |
/// | the ARN or the alias (`...--op-s3`) of an access point on Outposts | `s3-outposts` |
///
/// The ARN of a Multi-Region Access Point needs the feature `sigv4a`: [`signer`](Bucket::signer) then signs for all
/// regions.
///
/// ```
/// use presign::s3::Bucket;
///
/// let reports = Bucket::new("arn:aws:s3:us-west-2:123456789012:accesspoint/reports", "us-east-1")?;
/// assert_eq!(reports.region(), "us-west-2", "an ARN has a region of its own");
/// assert_eq!(reports.host(), "reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3, "Virtual hosting of general purpose buckets", "General purpose bucket naming rules",
/// "Referencing access points"; the endpoint rules in AWS's SDKs.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    pub(super) resource: Resource,
    /// As given.
    pub(super) region_name: String,
    pub(super) region: String,
    pub(super) options: Options,
    /// The base URL of the objects, which follows from the others.
    address: Address<'static>,
    /// Why no request can be signed, which follows from the others too.
    refusal: Option<Error>,
}

impl Bucket {
    /// Creates a bucket from its name, its access point's alias or ARN, and its region, such as `eu-central-1`,
    /// `cn-north-1` or `us-gov-west-1`. It is on AWS unless it is given an [`endpoint`](Self::endpoint) or a
    /// [`custom_domain`](Self::custom_domain).
    ///
    /// An ARN has a region of its own, which is used instead of the given one; the two must be in the same partition.
    ///
    /// Other names that AWS's tools accept as regions mean the same here: `aws-global` is the endpoint without a
    /// region, signed for `us-east-1`; `s3-external-1` and `US` are `us-east-1`, and `EU`, which GetBucketLocation
    /// returns, is `eu-west-1`; `fips-us-east-1` and `us-east-1-fips` are [`fips`](Self::fips) in `us-east-1`. The
    /// empty location that GetBucketLocation returns for `us-east-1` is refused.
    ///
    /// A name with a tenant, `acme:photos`, is one of a Ceph Object Gateway, as OpenStack clouds have them. It needs an
    /// endpoint: on AWS it is refused when it is presigned. So is a region that cannot be one of AWS, such as `auto` or
    /// `US-EAST-1`, or a name that AWS has in other regions only: one with upper case outside of `us-east-1`, or one of
    /// an account's regional namespace (`...-123456789012-eu-west-1-an`) in another region.
    ///
    /// # Errors
    /// - `invalid-bucket`: no bucket can have the name, or it has the suffix of a directory bucket or an alias
    ///   and not its form.
    /// - `invalid-arn`: the ARN is malformed, or names something that does not accept S3's operations.
    /// - `partition-mismatch`: the ARN and one of the regions are in different partitions.
    /// - `needs-sigv4a`: the ARN is of a Multi-Region Access Point, and the feature `sigv4a` is off.
    /// - `empty-value`, `scope-character`, `invalid-region`: no region can have the name.
    /// - `no-global-endpoint`: the region means an endpoint without a region, where there is none.
    /// - `cannot-be-combined`: the region means a FIPS endpoint, where there is none.
    pub fn new(name_or_arn: &str, region: &str) -> Result<Self, Error> {
        let region_name = String::from(region);
        let Region { name: region, is_global, is_fips } = Region::parse(region)?;
        scope::check("region", region)?;
        // The region becomes part of a URL: it must not contain anything that ends a host name.
        if !region.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
            return Err(Error(Reason::InvalidRegion));
        }
        let features = if is_fips { vec![Feature::Fips] } else { Vec::new() };
        let options = Options { is_global, features, ..Options::default() };
        let resource =
            if name_or_arn.starts_with("arn:") { arn::parse(name_or_arn, region)? } else { name::parse(name_or_arn)? };
        let region = String::from(resource.region.as_deref().unwrap_or(region));
        let address = options.resolve(&resource, &region)?;
        let mut bucket = Self { resource, region_name, region, options, address, refusal: None };
        bucket.refusal = bucket.check_names().err();
        Ok(bucket)
    }

    /// Returns a signer for this bucket's region and service.
    ///
    /// For a directory bucket it signs [`create_session`](Self::create_session), and operations without a session; the
    /// credentials of a session are for [`session_signer`](Self::session_signer).
    ///
    /// For a Multi-Region Access Point it signs with SigV4a for all regions. S3 on Outposts accepts either algorithm:
    /// this signer signs with Signature Version 4, and one of `Signer::multi_region` for the region set `*` is taken
    /// too.
    ///
    /// # Errors
    /// As [`Signer::new`].
    pub fn signer(&self, credentials: Credentials) -> Result<Signer, Error> {
        #[cfg(feature = "sigv4a")]
        if self.resource.kind == Kind::MultiRegion {
            return Signer::multi_region(credentials, &self.region, self.service());
        }
        Signer::new(credentials, &self.region, self.service())
    }

    /// Returns the bucket's name or ARN, as given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.resource.name
    }

    /// The name that a POST policy compares: a Ceph Object Gateway leaves the tenant out (`RGWPostObj` in its source).
    pub(crate) fn name_in_policy(&self) -> &str {
        self.resource.tenant().map_or(&self.resource.name, |(_, name)| name)
    }

    /// Returns the host in the URLs, which is signed, with its port unless that is the scheme's default.
    #[must_use]
    pub fn host(&self) -> &str {
        self.address.host()
    }

    /// Returns the bucket's region, as in the credential scope; `*` for a Multi-Region Access Point, which is in
    /// several.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Returns the bucket's service, as in the credential scope: `s3`, except for
    /// [some that are not general purpose buckets](Self#names-and-arns).
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.resource.kind.service()
    }

    /// A request for the bucket itself.
    pub(crate) fn request_for_bucket(&self, method: &'static str) -> Request<'_> {
        // In path style no slash follows the name, as in botocore: `/BUCKET`, though a key is at `/BUCKET/KEY`.
        let path = self.address.path().trim_end_matches('/');
        self.request_for(method, path.len().max(1))
    }

    /// A request for an object, without its key: what precedes the key, including the slash.
    pub(crate) fn request_for_object(&self, method: &'static str) -> Request<'_> {
        self.request_for(method, self.address.path().len())
    }

    /// A request for the service itself, at this bucket's endpoint.
    pub(crate) fn request_for_service(&self, what: &'static str) -> Request<'_> {
        let (address, error) = match self.options.service_address(&self.resource, &self.region, what) {
            Ok(address) => (address, None),
            Err(error) => (self.address.clone(), Some(error)),
        };
        let mut request = Request::at(Cow::Borrowed("GET"), address);
        if let Some(error) = error.as_ref().or(self.refusal.as_ref()) {
            request.fail(error.clone());
        }
        request
    }

    fn request_for(&self, method: &'static str, path_length: usize) -> Request<'_> {
        let mut request = Request::at(Cow::Borrowed(method), self.address.with_path_up_to(path_length));
        if let Some(error) = &self.refusal {
            request.fail(error.clone());
        }
        request
    }

    /// Computes what follows from the options once, and not for each URL.
    pub(super) fn resolve(mut self) -> Result<Self, Error> {
        self.address = self.options.resolve(&self.resource, &self.region)?;
        self.refusal = self.check_names().err();
        Ok(self)
    }

    /// Refuses the names that no bucket on AWS has.
    fn check_names(&self) -> Result<(), Error> {
        if !self.is_on_aws() {
            return Ok(());
        }
        if self.resource.tenant().is_some() {
            return Err(Error(Reason::TenantNeedsEndpoint));
        }
        if self.resource.kind != Kind::MultiRegion && !partition::is_region(&self.region) {
            return Err(Error(Reason::NoAwsRegion(self.region.clone())));
        }
        if self.resource.kind == Kind::Bucket { name::check_region(&self.resource.name, &self.region) } else { Ok(()) }
    }

    /// Whether the endpoint is AWS's own.
    pub(crate) fn is_on_aws(&self) -> bool {
        self.options.custom.is_none()
    }

    /// Refuses a signer of another region or service, whose URLs the bucket would refuse.
    pub(crate) fn check_signer(&self, signer: &Signer) -> Result<(), Error> {
        let is_for_region = match (signer.region_set(), self.resource.kind) {
            (Some(regions), Kind::MultiRegion) => regions == self.region,
            // S3 on Outposts accepts both algorithms: AWS's endpoint rules name SigV4a first, and then SigV4.
            (Some(regions), Kind::Outposts) => regions == "*" || regions == self.region,
            (Some(_), _) | (None, Kind::MultiRegion) => false,
            (None, _) => signer.region() == self.region,
        };
        if is_for_region && signer.service() == self.service() {
            return Ok(());
        }
        Err(Error(Reason::SignerMismatch {
            signer: format!("{}/{}", signer.region(), signer.service()),
            bucket: format!("{}/{}", self.region, self.service()),
        }))
    }

    /// Whether requests go to the Regional endpoint of a directory bucket.
    pub(crate) fn has_regional_endpoint(&self) -> bool {
        self.options.features.contains(&Feature::RegionalEndpoint)
    }

    /// Refuses the Zonal endpoint of a directory bucket.
    pub(crate) fn check_regional(&self) -> Result<(), Error> {
        let is_zonal = self.resource.kind == Kind::Directory && self.is_on_aws() && !self.has_regional_endpoint();
        if is_zonal { Err(Error(Reason::NeedsRegionalEndpoint)) } else { Ok(()) }
    }

    /// Refuses anything but a bucket, and endpoints that cannot create or delete one.
    pub(crate) fn check_itself(&self, what: &'static str) -> Result<(), Error> {
        self.options.check_itself(&self.resource, &self.region, what)
    }

    pub(crate) fn is_directory(&self) -> bool {
        self.resource.kind == Kind::Directory
    }

    /// Refuses all buckets that are not directory buckets.
    pub(crate) fn check_directory(&self, what: &'static str) -> Result<(), Error> {
        if self.is_directory() { Ok(()) } else { Err(Error(Reason::DirectoryBucketsOnly(what))) }
    }

    /// Refuses what a directory bucket does not accept from a session.
    ///
    /// Source: Amazon S3 API Reference, "CopyObject", "UploadPartCopy", "HeadBucket", "CreateSession"; AWS's SDKs,
    /// which sign copies and CreateSession without a session (`DisableS3ExpressSessionAuth` in their model of S3) and
    /// everything that goes to the Regional endpoint. They use a session for HeadBucket, against its page: IAM
    /// credentials are right by both.
    pub(crate) fn check_session(&self, signer: &Signer, request: &Request<'_>) -> Result<(), Error> {
        if *signer.rules() != Rules::S3_SESSION {
            return Ok(());
        }
        let is_for_bucket = request.key.is_empty();
        let refused = [
            (request.headers.iter().any(|(name, _)| name == "x-amz-copy-source"), "a copy"),
            (is_for_bucket && request.method == "HEAD", "HeadBucket"),
            (is_for_bucket && request.query.names().any(|name| name == "session"), "CreateSession"),
            (self.has_regional_endpoint(), "requests at its Regional endpoint"),
        ];
        refused
            .into_iter()
            .find(|(is_asked, _)| *is_asked)
            .map_or(Ok(()), |(_, what)| Err(Error(Reason::NotInSession(what))))
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({} in {})", self.address.as_str(), self.region)
    }
}
