//! Constructors for S3-compatible services.
//!
//! Each makes a [`Bucket`] at the service's endpoint and in the service's region. For a service without a constructor,
//! `Bucket::new(name, region)?.endpoint(url)?` does the same. What each documents was read, and no request was made to
//! any of them.

use alloc::format;

use super::endpoint::Endpoint;
use super::resource::is_host_label;
use crate::error::Error;
use crate::request::address::INVALID_HOST;
use crate::s3::Bucket;

/// The services that have no upload forms, by what their hosts end with. Source: Cloudflare R2, "Presigned URLs".
const WITHOUT_FORMS: [(&str, &str); 1] = [(".r2.cloudflarestorage.com", "Cloudflare R2, which has none")];

/// The region of servers that have none: AWS' first.
const DEFAULT_REGION: &str = "us-east-1";

impl Bucket {
    /// A bucket on a MinIO server: path style, in the region `us-east-1`.
    ///
    /// That is the server's region unless `MINIO_SITE_REGION` sets another: then use [`new`](Self::new) and
    /// [`endpoint`](Self::endpoint). Virtual-hosted style requires `MINIO_DOMAIN`. Taken from the server's source, not
    /// from its documentation.
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

    /// A bucket on Cloudflare R2, by the account's id, or `ID.eu` and `ID.fedramp` in those jurisdictions: path style, in
    /// the region `auto`.
    ///
    /// Documented by Cloudflare. R2 also has virtual-hosted style. It has no upload forms (POST), which are refused as
    /// [`Error::Exclusive`] at its hosts, and no presigned URLs at custom domains.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::r2("photos", "0123456789abcdef")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("0123456789abcdef.r2.cloudflarestorage.com", "auto"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no account can have the id.
    ///
    /// Source: Cloudflare R2, "S3 API compatibility", "Presigned URLs", "Data location" (jurisdictional restrictions).
    pub fn r2(name: &str, account: &str) -> Result<Self, Error> {
        Self::new(name, "auto")?.at("", account, ".r2.cloudflarestorage.com", false)
    }

    /// A bucket on Backblaze B2, by its region: path style.
    ///
    /// Documented by Backblaze. B2 also has virtual-hosted style.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::b2("photos", "us-west-004")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("s3.us-west-004.backblazeb2.com", "us-west-004"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
    ///
    /// Source: Backblaze B2, "S3-Compatible API".
    pub fn b2(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".backblazeb2.com", false)
    }

    /// A bucket on Wasabi, by its region: path style.
    ///
    /// Documented by Wasabi, which recommends path style and also has virtual-hosted style.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::wasabi("photos", "eu-central-1")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("s3.eu-central-1.wasabisys.com", "eu-central-1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
    ///
    /// Source: Wasabi, "REST API Introduction".
    pub fn wasabi(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".wasabisys.com", false)
    }

    /// A bucket on DigitalOcean Spaces, by its datacentre: virtual-hosted style if the name allows it.
    ///
    /// The endpoint is documented by DigitalOcean. The region that it expects was not verified: its API reference signs
    /// for the datacentre, as this does, and some of its examples for `us-east-1`.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::spaces("photos", "nyc3")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.nyc3.digitaloceanspaces.com", "nyc3"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
    ///
    /// Source: DigitalOcean, "Spaces API Reference Documentation".
    pub fn spaces(name: &str, datacentre: &str) -> Result<Self, Error> {
        Self::new(name, datacentre)?.at("", datacentre, ".digitaloceanspaces.com", true)
    }

    /// A bucket on Scaleway Object Storage, by its region: virtual-hosted style if the name allows it.
    ///
    /// Documented by Scaleway, where an upload has at most 1,000 parts.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::scaleway("photos", "nl-ams")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.s3.nl-ams.scw.cloud", "nl-ams"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
    ///
    /// Source: Scaleway, "Using Object Storage with the AWS-CLI".
    pub fn scaleway(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".scw.cloud", true)
    }

    /// A bucket on OVHcloud Object Storage, by its region in lower case: virtual-hosted style if the name allows it.
    ///
    /// The endpoint and the region are documented by OVHcloud.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::ovh("photos", "gra")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.s3.gra.io.cloud.ovh.net", "gra"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
    ///
    /// Source: OVHcloud, "Object Storage - Use Object Storage with Rclone".
    pub fn ovh(name: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("s3.", region, ".io.cloud.ovh.net", true)
    }

    /// A bucket on Tigris: virtual-hosted style if the name allows it, in the region `auto`.
    ///
    /// Documented by Tigris, which takes expiries of up to 90 days; this crate signs up to the 7 days of S3.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::tigris("photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.t3.storage.dev", "auto"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new).
    ///
    /// Source: Tigris, "AWS CLI", "AWS Python SDK", "How Do I Generate Presigned URLs with Tigris?".
    pub fn tigris(name: &str) -> Result<Self, Error> {
        Self::new(name, "auto")?.at("", "t3", ".storage.dev", true)
    }

    /// A bucket on Supabase Storage, by the project's reference and its region: path style.
    ///
    /// Documented by Supabase, whose session tokens are JSON Web Tokens.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::supabase("photos", "abcdefghijklmnopqrst", "eu-central-1")?;
    /// assert_eq!(bucket.host(), "abcdefghijklmnopqrst.storage.supabase.co");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::InvalidUrl`]: no project can have the reference.
    ///
    /// Source: Supabase, "S3 Authentication".
    pub fn supabase(name: &str, project: &str, region: &str) -> Result<Self, Error> {
        Self::new(name, region)?.at("", project, ".storage.supabase.co/storage/v1/s3", false)
    }

    /// A bucket on a Ceph Object Gateway (RADOS Gateway): path style, in the region `us-east-1`.
    ///
    /// Neither the region nor whether the gateway checks it was verified. Virtual-hosted style requires `rgw_dns_name`.
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
    /// Documented by Garage as the usual setting of `s3_region`: if yours differs, use [`new`](Self::new) and
    /// [`endpoint`](Self::endpoint). Virtual-hosted style requires `root_domain`.
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

    /// Refuses upload forms where the service has none.
    pub(crate) fn check_forms(&self) -> Result<(), Error> {
        let service = WITHOUT_FORMS.iter().find(|(suffix, _)| self.host().ends_with(suffix));
        service.map_or(Ok(()), |(_, service)| Err(Error::Exclusive("an upload form", service)))
    }

    /// Addresses the bucket at a host made from an account or a region.
    fn at(self, prefix: &str, part: &str, suffix: &str, prefers_virtual: bool) -> Result<Self, Error> {
        // It must not contain anything that ends a host name: the URL would be another server's.
        if !part.split('.').all(is_host_label) {
            return Err(INVALID_HOST);
        }
        self.with_endpoint(Endpoint::parse(&format!("https://{prefix}{part}{suffix}"), prefers_virtual)?)
    }
}
