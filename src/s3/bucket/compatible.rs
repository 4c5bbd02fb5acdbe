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

/// Constructors for the services whose hosts are made from a region, a row for each.
macro_rules! regional {
    ($($constructor:ident($region:literal) -> $host:literal, $service:literal, $before:literal, $after:literal,
        $is_virtual:literal, $note:literal, $source:literal;)*) => {
        impl Bucket {
            $(
                #[doc = concat!("A bucket on ", $service, ".")]
                ///
                #[doc = $note]
                ///
                /// ```
                /// # use presign::s3::Bucket;
                #[doc = concat!("let bucket = Bucket::", stringify!($constructor), "(\"photos\", \"", $region, "\")?;")]
                #[doc = concat!("assert_eq!(bucket.host(), \"", $host, "\");")]
                #[doc = concat!("assert_eq!(bucket.region(), \"", $region, "\");")]
                /// # Ok::<(), presign::Error>(())
                /// ```
                ///
                /// # Errors
                /// As [`new`](Self::new); [`Error::InvalidUrl`]: no region can have the name.
                ///
                #[doc = concat!("Source: ", $source, ".")]
                pub fn $constructor(name: &str, region: &str) -> Result<Self, Error> {
                    Self::new(name, region)?.at($before, region, $after, $is_virtual)
                }
            )*
        }
    };
}

// The constructor with a region and the host of a bucket `photos` there; the service; what is before and after the region in
// the host; whether the bucket's name is in the host if it can be. One whose page was not seen has no row.
regional! {
    alibaba("cn-hangzhou") -> "photos.s3.oss-cn-hangzhou.aliyuncs.com",
        "Alibaba Cloud Object Storage Service (OSS), by its region: virtual-hosted style",
        "s3.oss-", ".aliyuncs.com", true,
        "Documented by Alibaba Cloud. OSS takes no bodies in signed chunks.",
        "Alibaba Cloud, \"Accessing OSS with the AWS SDK\"";
    b2("us-west-004") -> "s3.us-west-004.backblazeb2.com",
        "Backblaze B2, by its region: path style",
        "s3.", ".backblazeb2.com", false,
        "Documented by Backblaze. B2 also has virtual-hosted style.",
        "Backblaze B2, \"S3-Compatible API\"";
    exoscale("ch-gva-2") -> "sos-ch-gva-2.exo.io",
        "Exoscale Simple Object Storage (SOS), by its zone: path style",
        "sos-", ".exo.io", false,
        "The host is documented by Exoscale. That the zone is the region was not verified.",
        "Exoscale, \"SOS API\"";
    hetzner("fsn1") -> "photos.fsn1.your-objectstorage.com",
        "Hetzner Object Storage, by its location: virtual-hosted style if the name allows it",
        "", ".your-objectstorage.com", true,
        "The host is documented by Hetzner. That the location is the region was not verified.",
        "Hetzner, \"Object Storage: Overview\"";
    huawei("cn-east-3") -> "photos.obs.cn-east-3.myhuaweicloud.com",
        "Huawei Cloud Object Storage Service (OBS), by its region: virtual-hosted style if the name allows it",
        "obs.", ".myhuaweicloud.com", true,
        "The host is documented by Huawei Cloud; the region is that of rclone, which lists with \
         [`list_objects`](Self::list_objects).",
        "Huawei Cloud, \"Endpoints and Access Domain Names\"; rclone, `HuaweiOBS.yaml`";
    ibm("us-south") -> "s3.us-south.cloud-object-storage.appdomain.cloud",
        "IBM Cloud Object Storage, by its region, with an HMAC key: path style",
        "s3.", ".cloud-object-storage.appdomain.cloud", false,
        "The host is documented by IBM, which sets no greatest expiry; this crate signs up to the 7 days of S3. That the \
         region is checked was not verified. A private endpoint has the region `private.us-south` in its host: set it with \
         [`endpoint`](Self::endpoint).",
        "IBM Cloud, \"Endpoints and storage locations\", \"Creating a pre-signed URL\"";
    linode("us-ord-1") -> "photos.us-ord-1.linodeobjects.com",
        "Akamai (Linode) Object Storage, by its cluster: virtual-hosted style if the name allows it",
        "", ".linodeobjects.com", true,
        "The host is documented by Akamai. That the cluster is the region was not verified.",
        "Akamai, \"Access buckets and files through URLs\"";
    ovh("gra") -> "photos.s3.gra.io.cloud.ovh.net",
        "OVHcloud Object Storage, by its region in lower case: virtual-hosted style if the name allows it",
        "s3.", ".io.cloud.ovh.net", true,
        "The endpoint and the region are documented by OVHcloud.",
        "OVHcloud, \"Object Storage - Use Object Storage with Rclone\"";
    scaleway("nl-ams") -> "photos.s3.nl-ams.scw.cloud",
        "Scaleway Object Storage, by its region: virtual-hosted style if the name allows it",
        "s3.", ".scw.cloud", true,
        "Documented by Scaleway, where an upload has at most 1,000 parts.",
        "Scaleway, \"Using Object Storage with the AWS-CLI\"";
    selectel("ru-1") -> "photos.s3.ru-1.storage.selcloud.ru",
        "Selectel Object Storage, by its pool: virtual-hosted style if the name allows it",
        "s3.", ".storage.selcloud.ru", true,
        "Taken from rclone, not from Selectel's own pages.",
        "rclone, `Selectel.yaml`";
    spaces("nyc3") -> "photos.nyc3.digitaloceanspaces.com",
        "DigitalOcean Spaces, by its datacentre: virtual-hosted style if the name allows it",
        "", ".digitaloceanspaces.com", true,
        "The endpoint is documented by DigitalOcean. The region that it expects was not verified: its API reference signs \
         for the datacentre, as this does, and some of its examples for `us-east-1`.",
        "DigitalOcean, \"Spaces API Reference Documentation\"";
    tencent("ap-guangzhou") -> "photos.cos.ap-guangzhou.myqcloud.com",
        "Tencent Cloud Object Storage (COS), by its region: virtual-hosted style",
        "cos.", ".myqcloud.com", true,
        "Taken from rclone, not from Tencent's own pages; rclone lists with \
         [`list_objects`](Self::list_objects). The bucket's name ends with the account's id: `photos-1250000000`.",
        "rclone, `TencentCOS.yaml`";
    vultr("ewr1") -> "photos.ewr1.vultrobjects.com",
        "Vultr Object Storage, by its region: virtual-hosted style if the name allows it",
        "", ".vultrobjects.com", true,
        "The host is documented by Vultr. That the region is checked was not verified.",
        "Vultr, \"Best Practices to Secure Vultr Object Storage\"";
    wasabi("eu-central-1") -> "s3.eu-central-1.wasabisys.com",
        "Wasabi, by its region: path style",
        "s3.", ".wasabisys.com", false,
        "Documented by Wasabi, which recommends path style and also has virtual-hosted style.",
        "Wasabi, \"REST API Introduction\"";
}

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

    /// A bucket on Google Cloud Storage, with an HMAC key: path style, in the region `auto`.
    ///
    /// That it takes requests that are signed for S3 is documented by Google; the region `auto` is the usual one, and was
    /// not verified. rclone found that it copies no parts ([`upload_part_copy`](Self::upload_part_copy)).
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::gcs("photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("storage.googleapis.com", "auto"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new).
    ///
    /// Source: Google Cloud, "Simple migration from Amazon S3 to Cloud Storage"; rclone, `GCS.yaml`.
    pub fn gcs(name: &str) -> Result<Self, Error> {
        Self::new(name, "auto")?.at("", "storage", ".googleapis.com", false)
    }

    /// A bucket on Yandex Object Storage: virtual-hosted style if the name allows it, in the region `ru-central1`.
    ///
    /// Documented by Yandex.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::yandex("photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.storage.yandexcloud.net", "ru-central1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new).
    ///
    /// Source: Yandex Cloud, "Pre-signed URLs".
    pub fn yandex(name: &str) -> Result<Self, Error> {
        Self::new(name, "ru-central1")?.at("", "storage", ".yandexcloud.net", true)
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
