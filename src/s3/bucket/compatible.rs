//! Services that speak S3, by name.
//!
//! Each is a [`Bucket`] at an endpoint and in a region of the service's own. A service that is missing here needs no more
//! than that: `Bucket::new(name, region)?.endpoint(url)?`.

use alloc::format;

use super::endpoint::Endpoint;
use super::resource::is_host_label;
use crate::error::Error;
use crate::s3::Bucket;

/// The region that servers go by which have none: AWS' first.
const DEFAULT_REGION: &str = "us-east-1";

impl Bucket {
    /// A bucket on a MinIO server: path style, in the region `us-east-1`.
    ///
    /// That is the server's region unless its settings say another (`MINIO_SITE_REGION`): then use [`new`](Self::new)
    /// and [`endpoint`](Self::endpoint). Virtual-hosted style needs `MINIO_DOMAIN`. Read in the server's source, not in
    /// its documentation.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::minio("photos", "http://localhost:9000")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("localhost:9000", "us-east-1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new) and [`endpoint`](Self::endpoint).
    pub fn minio(name: &str, endpoint: &str) -> Result<Self, Error> {
        Self::new(name, DEFAULT_REGION)?.endpoint(endpoint)
    }

    /// A bucket on Cloudflare R2, by the account's id, or `ID.eu` in the jurisdiction of the EU: path style, in the
    /// region `auto`.
    ///
    /// Documented by Cloudflare. It has virtual-hosted style too. Upload forms (POST) are reported not to work.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::r2("photos", "0123456789abcdef")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("0123456789abcdef.r2.cloudflarestorage.com", "auto"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidHost`]: no account can have the id.
    ///
    /// Source: Cloudflare R2, "S3 API compatibility".
    pub fn r2(name: &str, account: &str) -> Result<Self, Error> {
        Self::new(name, "auto")?.at("", account, ".r2.cloudflarestorage.com", false)
    }

    /// A bucket on Backblaze B2, by its region: path style.
    ///
    /// Documented by Backblaze. It has virtual-hosted style too.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::b2("photos", "us-west-004")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("s3.us-west-004.backblazeb2.com", "us-west-004"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidHost`]: no region can have the name.
    ///
    /// Source: Backblaze B2, "S3-Compatible API".
    pub fn b2(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".backblazeb2.com", false)
    }

    /// A bucket on Wasabi, by its region: path style.
    ///
    /// Documented by Wasabi, which recommends path style and has virtual-hosted style too.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::wasabi("photos", "eu-central-1")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("s3.eu-central-1.wasabisys.com", "eu-central-1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidHost`]: no region can have the name.
    ///
    /// Source: Wasabi, "REST API Introduction".
    pub fn wasabi(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".wasabisys.com", false)
    }

    /// A bucket on DigitalOcean Spaces, by its datacentre: virtual-hosted style where the name allows it.
    ///
    /// The endpoint is documented by DigitalOcean. What it wants as the region was not verified: its API reference signs
    /// for the datacentre, as is done here, some of its examples for `us-east-1`.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::spaces("photos", "nyc3")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.nyc3.digitaloceanspaces.com", "nyc3"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidHost`]: no region can have the name.
    ///
    /// Source: DigitalOcean, "Spaces API Reference Documentation".
    pub fn spaces(name: &str, datacentre: &str) -> Result<Self, Error> {
        Self::new(name, datacentre)?.at("", datacentre, ".digitaloceanspaces.com", true)
    }

    /// A bucket on a Ceph Object Gateway (RADOS Gateway): path style, in the region `us-east-1`.
    ///
    /// Not verified: neither the region nor whether the gateway looks at it. Virtual-hosted style needs `rgw_dns_name`.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::ceph("photos", "http://localhost:7480")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("localhost:7480", "us-east-1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new) and [`endpoint`](Self::endpoint).
    pub fn ceph(name: &str, endpoint: &str) -> Result<Self, Error> {
        Self::new(name, DEFAULT_REGION)?.endpoint(endpoint)
    }

    /// A bucket on a Garage cluster: path style, in the region `garage`.
    ///
    /// Documented by Garage as the usual setting (`s3_region`): where yours is another, use [`new`](Self::new) and
    /// [`endpoint`](Self::endpoint). Virtual-hosted style needs `root_domain`.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::garage("photos", "http://localhost:3900")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("localhost:3900", "garage"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new) and [`endpoint`](Self::endpoint).
    ///
    /// Source: Garage, "Configuring S3 clients to interact with Garage".
    pub fn garage(name: &str, endpoint: &str) -> Result<Self, Error> {
        Self::new(name, "garage")?.endpoint(endpoint)
    }

    /// At a host that is made from an account or a region.
    fn at(self, prefix: &str, part: &str, suffix: &str, prefers_virtual: bool) -> Result<Self, Error> {
        // Nothing that ends a host name may stand in it: the URL would be another server's.
        if !part.split('.').all(is_host_label) {
            return Err(Error::InvalidHost);
        }
        self.with_endpoint(Endpoint::parse(&format!("https://{prefix}{part}{suffix}"), prefers_virtual)?)
    }
}
