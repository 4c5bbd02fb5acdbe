//! What callers choose about a bucket's address.

use super::addressed::Bucket;
use super::endpoint::Endpoint;
use super::options::{Feature, Style};
use super::region::Region;
use crate::error::{Error, Reason};

/// Options may be given in any order, except for one (see [`endpoint`](Self::endpoint)).
impl Bucket {
    /// Addresses the bucket at another endpoint: `http://localhost:9000`, `https://ACCOUNT.r2.cloudflarestorage.com`,
    /// or a gateway with a path of its own such as `https://gw.example.com/s3/root`. The URL is given percent-encoded.
    ///
    /// General purpose buckets are addressed in path style there, unless
    /// [`virtual_hosted_style`](Self::virtual_hosted_style) is chosen. Directory buckets and access points have no path
    /// style: their names precede the host, `https://reports-123456789012.gw.example.com/KEY`.
    ///
    /// # Errors
    /// - As [`Request::new`](crate::Request::new) for the URL; `invalid-url`: it has a query.
    /// - `endpoint-names-bucket`: the URL's host begins with the bucket's name, which would then be there twice,
    ///   `https://photos.example.com/photos/KEY`: most likely not the key that was meant. Leave the name out of the
    ///   URL, or use [`custom_domain`](Self::custom_domain). Where the name is there by chance, as in a bucket `minio`
    ///   at `http://minio:9000`, choose [`path_style`](Self::path_style) first.
    /// - `endpoint-path-names-bucket`: a segment of the URL's path is the bucket's name, as in the address that the
    ///   dashboard of Cloudflare R2 shows, `https://ACCOUNT.r2.cloudflarestorage.com/photos`. Leave it out. Where it is
    ///   there by chance, as in a bucket `s3` behind `https://gw.example.com/s3`, give
    ///   [`custom_domain`](Self::custom_domain) the bucket's whole URL, `https://gw.example.com/s3/s3`.
    /// - `invalid-url`: the host is one of S3 on AWS which does not have such a bucket, or which is not an endpoint
    ///   of buckets: a website endpoint, S3 Control, another bucket's own host. One of S3 Transfer Acceleration has the
    ///   bucket's name before it, as with [`accelerate`](Self::accelerate).
    /// - `cannot-be-combined`: only AWS's own endpoints can be accelerated, FIPS, dual-stack or Regional.
    /// - `bucket-needs-path-style`: virtual-hosted style was chosen and is not possible there.
    /// - `invalid-bucket`: the name of an access point would have to precede an IP address.
    ///
    /// ```
    /// use presign::s3::Bucket;
    ///
    /// let bucket = Bucket::new("photos", "us-east-1")?.endpoint("https://s3.example.com:8443/base")?;
    /// assert_eq!(bucket.host(), "s3.example.com:8443");
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn endpoint(self, url: &str) -> Result<Self, Error> {
        let endpoint = Endpoint::parse(url, false)?;
        if self.options.style != Style::Path && endpoint.begins_with(&self.resource.subdomain) {
            return Err(Error(Reason::EndpointNamesBucket));
        }
        if endpoint.has_segment(&self.resource.names()) {
            return Err(Error(Reason::EndpointPathNamesBucket));
        }
        self.with_endpoint(endpoint)
    }

    /// Addresses the bucket at a URL that is its own, in which its name is not repeated: `https://media.example.com`
    /// for `https://media.example.com/KEY`. The URL is given percent-encoded.
    ///
    /// The host is signed as the client sends it, so a proxy in front of the server must not change it. On AWS only
    /// plain HTTP works, with a bucket that is named like the host. Cloudflare R2 does not accept presigned URLs at its
    /// custom domains.
    ///
    /// # Errors
    /// - As [`Request::new`](crate::Request::new) for the URL; `invalid-url`: it has a query, or is an endpoint of S3
    ///   on AWS that does not name a bucket, or has none of this kind.
    /// - `cannot-be-combined`: the bucket is in path style, or has an option of AWS's own endpoints.
    ///
    /// ```
    /// use presign::s3::Bucket;
    ///
    /// let bucket = Bucket::new("photos", "nyc3")?.custom_domain("https://photos.nyc3.digitaloceanspaces.com")?;
    /// assert_eq!(bucket.host(), "photos.nyc3.digitaloceanspaces.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: Amazon S3, "Virtual hosting of general purpose buckets" (customizing Amazon S3 URLs with CNAME records);
    /// Cloudflare R2, "Presigned URLs".
    pub fn custom_domain(self, url: &str) -> Result<Self, Error> {
        let endpoint = Endpoint { is_bucket: true, ..Endpoint::parse(url, true)? };
        self.with_endpoint(endpoint)
    }

    pub(super) fn with_endpoint(mut self, endpoint: Endpoint) -> Result<Self, Error> {
        endpoint.check(&self.resource)?;
        if !self.resource.is_arn() {
            self.region = Region::elsewhere(&self.region_name).into();
        }
        self.options.custom = Some(endpoint);
        self.resolve()
    }

    /// Chooses path style: `https://HOST/BUCKET/KEY`. Directory buckets and the aliases of access points on Outposts
    /// have no path style and stay in virtual-hosted style, as in AWS's SDKs.
    ///
    /// # Errors
    /// - `cannot-be-combined`: the bucket is named by an ARN, or accelerated.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// assert_eq!(Bucket::new("photos", "us-west-2")?.path_style()?.host(), "s3.us-west-2.amazonaws.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: Amazon S3, "Virtual hosting of general purpose buckets" (path-style requests).
    pub fn path_style(mut self) -> Result<Self, Error> {
        self.options.style = Style::Path;
        self.resolve()
    }

    /// Chooses virtual-hosted style: `https://BUCKET.HOST/KEY`.
    ///
    /// # Errors
    /// - `bucket-needs-path-style`: the bucket's name cannot be part of a host name, or the endpoint is an IP
    ///   address. A name with dots can be part of it over plain HTTP alone: over HTTPS no certificate covers it.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::new("photos", "us-east-1")?.endpoint("https://s3.example.com")?;
    /// assert_eq!(bucket.virtual_hosted_style()?.host(), "photos.s3.example.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn virtual_hosted_style(mut self) -> Result<Self, Error> {
        self.options.style = Style::VirtualHosted;
        self.resolve()
    }

    /// Chooses the dual-stack endpoint, which is reached over IPv6 and IPv4.
    ///
    /// # Errors
    /// - `cannot-be-combined`: the endpoint is custom, or the bucket is an Object Lambda access point or on Outposts.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::new("photos", "us-west-2")?.dual_stack()?;
    /// assert_eq!(bucket.host(), "photos.s3.dualstack.us-west-2.amazonaws.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: Amazon S3, "Using Amazon S3 dual-stack endpoints".
    pub fn dual_stack(self) -> Result<Self, Error> {
        self.with(Feature::DualStack)
    }

    /// Chooses the FIPS endpoint. AWS has one in each region of the United States, Canada and GovCloud; elsewhere the
    /// resulting host does not exist.
    ///
    /// # Errors
    /// - `cannot-be-combined`: the endpoint is custom or accelerated, the region is in China, or the bucket is on
    ///   Outposts.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// assert_eq!(Bucket::new("photos", "us-west-2")?.fips()?.host(), "photos.s3-fips.us-west-2.amazonaws.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: AWS, "Federal Information Processing Standard (FIPS) 140-3" (FIPS endpoints by service).
    pub fn fips(self) -> Result<Self, Error> {
        self.with(Feature::Fips)
    }

    /// Chooses Transfer Acceleration, which must be enabled on the bucket.
    ///
    /// # Errors
    /// - `cannot-be-combined`: the endpoint is custom or FIPS, the region is in China, the bucket is in path style or
    ///   needs it, or it is a directory bucket, an access point or on Outposts.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// assert_eq!(Bucket::new("photos", "us-west-2")?.accelerate()?.host(), "photos.s3-accelerate.amazonaws.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: Amazon S3, "Configuring fast, secure file transfers using Amazon S3 Transfer Acceleration".
    pub fn accelerate(self) -> Result<Self, Error> {
        self.with(Feature::Acceleration)
    }

    /// Chooses the Regional endpoint of a directory bucket, for the operations that create, configure and delete it.
    /// Its objects are at the Zonal endpoint, which is the default.
    ///
    /// # Errors
    /// - `directory-buckets-only`: other buckets have one endpoint for everything.
    /// - `cannot-be-combined`: the endpoint is custom.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::new("photos--usw2-az1--x-s3", "us-west-2")?.regional_endpoint()?;
    /// assert_eq!(bucket.host(), "s3express-control.us-west-2.amazonaws.com");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: Amazon S3, "Regional and Zonal endpoints for directory buckets in an Availability Zone".
    pub fn regional_endpoint(self) -> Result<Self, Error> {
        self.check_directory("a Regional endpoint")?;
        self.with(Feature::RegionalEndpoint)
    }

    fn with(mut self, feature: Feature) -> Result<Self, Error> {
        self.options.features.push(feature);
        self.resolve()
    }
}
