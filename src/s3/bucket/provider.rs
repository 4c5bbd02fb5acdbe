//! Services that speak S3: where their buckets are, and what they do not have.

use alloc::format;
use core::fmt;

use super::endpoint::Endpoint;
use super::options::Style;
use super::resource::is_host_label;
use crate::error::{Error, Reason};
use crate::s3::Bucket;

/// What some providers do not have, as in the table.
const FORM: &str = "an upload form";
const PART_OVER_1000: &str = "a part number over 1,000";

/// A row of the table, for whoever has a host alone.
#[cfg_attr(not(feature = "explain"), allow(dead_code, reason = "only `explain` has a host alone"))]
pub(crate) struct Row {
    /// The endpoint with `{account}` and `{region}` in it.
    url: &'static str,
    /// The region that is signed for, in quotes; without them, that of the user.
    region: &'static str,
    /// Whether requests that are signed for another region are refused, as far as is known.
    pub(crate) checks_region: bool,
    /// The regions that are signed for just as well.
    pub(crate) other_regions: &'static [&'static str],
    /// What the provider does not have, and the end of the sentence that refuses it.
    without: &'static [(&'static str, &'static str)],
}

/// A host of a provider.
#[cfg_attr(not(feature = "explain"), allow(dead_code, reason = "only `explain` has a host alone"))]
pub(crate) struct OfHost<'a> {
    pub(crate) row: &'static Row,
    /// The region that is signed for there, if the host tells or there is one only.
    pub(crate) region: Option<&'a str>,
    /// What stands before the endpoint's host: the bucket or the account, if there is one.
    pub(crate) prefix: &'a str,
}

/// The provider whose endpoint a host in lower case and without a port is.
pub(crate) fn of_host(host: &str) -> Option<OfHost<'_>> {
    ROWS.iter().find_map(|row| row.read(host))
}

impl Row {
    fn read<'a>(&'static self, host: &'a str) -> Option<OfHost<'a>> {
        let pattern = self.url.strip_prefix("https://")?.split('/').next()?;
        let (parts, domain) = pattern.rsplit_once('}').unwrap_or(("", pattern));
        let before = host.strip_suffix(domain)?;
        let fixed = self.region.strip_prefix('"').and_then(|region| region.strip_suffix('"'));
        let Some(parts) = parts.strip_suffix("{region") else {
            // The account, or nothing, stands before the domain.
            let is_whole = parts.is_empty() == (before.is_empty() || before.ends_with('.'));
            return is_whole.then_some(OfHost { row: self, region: fixed, prefix: before.trim_end_matches('.') });
        };
        let (labels, start) = parts.rsplit_once('.').unwrap_or(("", parts));
        let labels = labels.rsplit('}').next().unwrap_or_default().trim_start_matches('.');
        let (before, label) = before.rsplit_once('.').unwrap_or(("", before));
        let region = label.strip_prefix(start).filter(|region| !region.is_empty());
        let prefix = match before.strip_suffix(labels) {
            Some(prefix) if prefix.is_empty() || prefix.ends_with('.') || labels.is_empty() => prefix,
            // Its start tells the label, as in `oss-cn-hangzhou`, which has a host without `s3`, too.
            _ if !start.is_empty() => before,
            _ => return None,
        };
        Some(OfHost { row: self, region: Some(region?), prefix: prefix.trim_end_matches('.') })
    }
}

/// Makes [`Provider`] of the table: what each row becomes.
macro_rules! providers {
    ($(
        $(#[$note:meta])*
        $provider:ident $(($only:ident))? $({ $($part:ident),+ })?: $name:literal, $title:literal, $style:ident, $url:literal,
            $region:expr, $checks:literal $(or $($other:literal)+)? $(, without $($lack:literal)+)?; $source:literal;
    )*) => {
        /// A service that speaks S3, with what its addresses are made of: for [`Bucket::at`].
        ///
        /// The table is what the sources say: no request was made to any of these services here. Where the style is
        /// virtual-hosted, the bucket's name precedes the host if it can. [`Bucket::path_style`] and
        /// [`Bucket::virtual_hosted_style`] choose another style. What a service does not have is refused with
        /// `cannot-be-combined`, at its hosts however they were given.
        ///
        /// Whether a provider refuses requests that are signed for another region is `unknown` where its documentation
        /// does not say that it is checked; [`explain`](crate::explain) reports such a region only where it is.
        ///
        /// | provider | endpoint | signed region | checked | style | without | source |
        /// |---|---|---|---|---|---|---|
        $(#[doc = concat!(
            "| [`", stringify!($provider), "`](Self::", stringify!($provider), ") | `", $url, "` | `", stringify!($region),
            "`", $($(" or `", $other, "`",)+)? " | ", $checks, " | ", stringify!($style), " | ", $($($lack, "; ",)+)? " | ",
            $source, " |"
        )])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Provider<'a> {
            $(
                #[doc = concat!($title, ".")]
                ///
                $(#[$note])*
                $provider $((
                    #[doc = concat!("The ", stringify!($only), ", as the provider writes it.")]
                    &'a str
                ))? $({ $(
                    #[doc = concat!("The ", stringify!($part), ", as the provider writes it.")]
                    $part: &'a str,
                )+ })?,
            )*
        }

        impl<'a> Provider<'a> {
            /// For programs whose users name the provider: each name, its title, and which of `account`, `region` and
            /// `endpoint` it needs.
            pub const NAMES: &'static [(&'static str, &'static str, &'static [&'static str])] =
                &[$(($name, $title, &[$(stringify!($only))? $($(stringify!($part)),+)?])),*];

            /// Returns the provider with this name in [`NAMES`](Self::NAMES), and with what the function returns for
            /// each part that it needs. There is none for another name.
            ///
            /// ```
            /// use presign::s3::Provider;
            ///
            /// let provider = Provider::named("b2", |part| match part {
            ///     "region" => Ok("us-west-004"),
            ///     _ => Err(format!("no {part} was given")),
            /// })?;
            /// assert_eq!(provider, Some(Provider::B2("us-west-004")));
            /// # Ok::<(), String>(())
            /// ```
            ///
            /// # Errors
            /// Those of the function.
            pub fn named<E>(
                name: &str,
                mut part: impl FnMut(&'static str) -> Result<&'a str, E>,
            ) -> Result<Option<Self>, E> {
                Ok(match name {
                    $($name => Some(
                        Self::$provider $((part(stringify!($only))?))? $({ $($part: part(stringify!($part))?),+ })?
                    ),)*
                    _ => None,
                })
            }

            /// Returns the name for programs, which [`named`](Self::named) reads and `Display` writes, such as `b2`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$provider { .. } => $name,)*
                }
            }

            /// Returns the region that is signed for.
            #[must_use]
            #[allow(unused_variables, reason = "most regions are made of none or one of the parts")]
            pub fn region(self) -> &'a str {
                match self {
                    $(Self::$provider $(($only))? $({ $($part),+ })? => $region,)*
                }
            }

            fn endpoint(self) -> Result<Endpoint, Error> {
                let (url, style) = match self {
                    $(Self::$provider $(($only))? $({ $($part),+ })? => {
                        $(check(stringify!($only), $only)?;)?
                        $($(check(stringify!($part), $part)?;)+)?
                        (format!($url), Style::$style)
                    })*
                };
                Endpoint::parse(&url, style == Style::VirtualHosted)
            }
        }

        const ROWS: &[Row] = &[$(Row {
            url: $url,
            region: stringify!($region),
            checks_region: matches!($checks.as_bytes(), b"yes"),
            other_regions: &[$($($other),+)?],
            without: &[$($(($lack, concat!($title, ", which has none"))),+)?],
        }),*];
    };
}

// A row: the provider with its parts, its name for programs, its title; the style, the endpoint, the region that is
// signed for, whether another is refused and which others are not, and what it does not have; the source. A provider
// whose source was not seen has no row.
providers! {
    /// It accepts no bodies in signed chunks.
    Alibaba(region): "alibaba", "Alibaba Cloud Object Storage Service (OSS)",
        VirtualHosted, "https://s3.oss-{region}.aliyuncs.com", region, "unknown";
        "Alibaba Cloud: Accessing OSS with the AWS SDK";
    /// It also has virtual-hosted style.
    B2(region): "b2", "Backblaze B2",
        Path, "https://s3.{region}.backblazeb2.com", region, "yes";
        "Backblaze: S3-Compatible API";
    /// Neither the region nor whether the gateway checks it was verified. Virtual-hosted style requires `rgw_dns_name`.
    Ceph(endpoint): "ceph", "Ceph Object Gateway (RADOS Gateway)",
        Path, "{endpoint}", "us-east-1", "unknown";
        "Ceph Object Gateway: Common Entities";
    /// The region is the zone, such as `ch-gva-2`; that it is signed for was not verified.
    Exoscale(region): "exoscale", "Exoscale Simple Object Storage (SOS)",
        Path, "https://sos-{region}.exo.io", region, "unknown";
        "Exoscale: SOS API";
    /// It accepts no uploads in chunks. Its page of December 2024 says that it accepts no presigned URLs, which
    /// later ones do not say.
    Fastly(region): "fastly", "Fastly Object Storage",
        Path, "https://{region}.object.fastlystorage.app", region, "yes";
        "Fastly: Working with Object Storage; the style from rclone's `Fastly.yaml`";
    /// The region is the usual `s3_region`. If yours differs, use [`Bucket::new`] and [`Bucket::endpoint`].
    /// Virtual-hosted style requires `root_domain`.
    Garage(endpoint): "garage", "Garage",
        Path, "{endpoint}", "garage", "yes";
        "Garage: Configuring S3 clients to interact with Garage";
    /// It needs an HMAC key. The region is the usual one, and was not verified. rclone found that it copies no parts.
    Gcs: "gcs", "Google Cloud Storage",
        Path, "https://storage.googleapis.com", "auto", "unknown";
        "Google Cloud: Simple migration from Amazon S3 to Cloud Storage; rclone's `GCS.yaml`";
    /// The region is the location, such as `fsn1`; that it is signed for was not verified.
    Hetzner(region): "hetzner", "Hetzner Object Storage",
        VirtualHosted, "https://{region}.your-objectstorage.com", region, "unknown", without "?accelerate" "?analytics"
        "?intelligent-tiering" "?inventory" "?logging" "?metrics" "?notification" "?ownershipControls" "?replication"
        "?requestPayment" "?tagging" "?website";
        "Hetzner: Object Storage: Overview; List of supported actions";
    /// rclone lists with [`Bucket::list_objects`] here.
    Huawei(region): "huawei", "Huawei Cloud Object Storage Service (OBS)",
        VirtualHosted, "https://obs.{region}.myhuaweicloud.com", region, "yes";
        "Huawei Cloud: Endpoints and Access Domain Names; the region from rclone's `HuaweiOBS.yaml`";
    /// It needs an HMAC key. That the region is checked was not verified. A private endpoint has `private.us-south` in
    /// its host: set it with [`Bucket::endpoint`].
    Ibm(region): "ibm", "IBM Cloud Object Storage",
        Path, "https://s3.{region}.cloud-object-storage.appdomain.cloud", region, "unknown";
        "IBM Cloud: Endpoints and storage locations";
    /// That the region is checked was not verified.
    Idrive(region): "idrive", "IDrive e2",
        Path, "https://s3.{region}.idrivee2.com", region, "unknown";
        "IDrive e2: Endpoint URLs; the style from rclone's `IDrive.yaml`";
    /// Frankfurt is signed for as `de` at `s3.eu-central-1.ionoscloud.com`: use [`Bucket::new`] and
    /// [`Bucket::endpoint`] there.
    Ionos(region): "ionos", "IONOS Object Storage",
        Path, "https://s3.{region}.ionoscloud.com", region, "yes" or "de";
        "IONOS: Object Storage SDK for Go; the style from rclone's `IONOS.yaml`";
    /// The region is the cluster, such as `us-ord-1`; that it is signed for was not verified.
    Linode(region): "linode", "Akamai (Linode) Object Storage",
        VirtualHosted, "https://{region}.linodeobjects.com", region, "unknown";
        "Akamai: Access buckets and files through URLs";
    /// If `MINIO_SITE_REGION` sets another region, use [`Bucket::new`] and [`Bucket::endpoint`]. Virtual-hosted style
    /// requires `MINIO_DOMAIN`.
    Minio(endpoint): "minio", "MinIO",
        Path, "{endpoint}", "us-east-1", "unknown";
        "minio/minio, discussion 15997; the server's source";
    /// The account is the namespace. Virtual-hosted style has a host of its own: use [`Bucket::new`],
    /// [`Bucket::endpoint`] with `https://vhcompat.objectstorage.REGION.oci.customer-oci.com`, and
    /// [`Bucket::virtual_hosted_style`].
    Oracle { account, region }: "oracle", "Oracle Cloud Infrastructure Object Storage",
        Path, "https://{account}.compat.objectstorage.{region}.oci.customer-oci.com", region, "yes";
        "Oracle: Object Storage Amazon S3 Compatibility API";
    /// The region is in lower case, such as `gra`.
    Ovh(region): "ovh", "OVHcloud Object Storage",
        VirtualHosted, "https://s3.{region}.io.cloud.ovh.net", region, "yes";
        "OVHcloud: Object Storage - Use Object Storage with Rclone";
    /// The account is its id, or `ID.eu` and `ID.fedramp` in those jurisdictions. It also has virtual-hosted style, and
    /// no presigned URLs at custom domains.
    R2(account): "r2", "Cloudflare R2",
        Path, "https://{account}.r2.cloudflarestorage.com", "auto", "yes" or "us-east-1", without "an upload form" "?accelerate" "?acl"
        "?analytics" "?intelligent-tiering" "?inventory" "?logging" "?metrics" "?notification" "?object-lock"
        "?ownershipControls" "?policy" "?policyStatus" "?publicAccessBlock" "?replication" "?requestPayment" "?tagging"
        "?versioning" "?website";
        "Cloudflare R2: S3 API compatibility; Presigned URLs; Data location";
    /// [`MultipartPlan::new`](crate::s3::MultipartPlan::new) cuts an object into fewer parts, which are larger.
    Scaleway(region): "scaleway", "Scaleway Object Storage",
        VirtualHosted, "https://s3.{region}.scw.cloud", region, "yes", without "a part number over 1,000";
        "Scaleway: Using Object Storage with the AWS-CLI; Managing multipart uploads";
    /// The region is the pool, such as `ru-1`.
    Selectel(region): "selectel", "Selectel Object Storage",
        VirtualHosted, "https://s3.{region}.storage.selcloud.ru", region, "yes";
        "rclone's `Selectel.yaml`";
    /// The region is the datacentre, such as `nyc3`. The API reference signs for it, and some examples for `us-east-1`.
    Spaces(region): "spaces", "DigitalOcean Spaces",
        VirtualHosted, "https://{region}.digitaloceanspaces.com", region, "unknown" or "us-east-1";
        "DigitalOcean: Spaces API Reference Documentation";
    /// It ignores the region of a new bucket; that it ignores the one that is signed for was not verified.
    Storj: "storj", "Storj",
        Path, "https://gateway.storjshare.io", "us-east-1", "unknown";
        "Storj: Objects; Supported S3 Commands";
    /// The account is the project's reference. Session tokens are JSON Web Tokens.
    Supabase { account, region }: "supabase", "Supabase Storage",
        Path, "https://{account}.storage.supabase.co/storage/v1/s3", region, "unknown";
        "Supabase: S3 Authentication";
    /// A bucket's name ends with the account's id: `photos-1250000000`. rclone lists with [`Bucket::list_objects`]
    /// here.
    Tencent(region): "tencent", "Tencent Cloud Object Storage (COS)",
        VirtualHosted, "https://cos.{region}.myqcloud.com", region, "yes";
        "rclone's `TencentCOS.yaml`";
    /// It accepts expiries of up to 90 days; this crate signs up to the 7 days of S3.
    Tigris: "tigris", "Tigris",
        VirtualHosted, "https://t3.storage.dev", "auto", "unknown";
        "Tigris: AWS CLI; AWS Python SDK; How Do I Generate Presigned URLs with Tigris?";
    /// The account is the first label of the S3 endpoint, such as `mud5q`. Neither the style nor that the region is
    /// checked was verified.
    Upcloud { account, region }: "upcloud", "UpCloud Managed Object Storage",
        Path, "https://{account}.upcloudobjects.com", region, "unknown";
        "UpCloud: Best practices for UpCloud Managed Object Storage";
    /// That the region is checked was not verified.
    Vultr(region): "vultr", "Vultr Object Storage",
        VirtualHosted, "https://{region}.vultrobjects.com", region, "unknown";
        "Vultr: Best Practices to Secure Vultr Object Storage";
    /// It recommends path style, and also has virtual-hosted style.
    Wasabi(region): "wasabi", "Wasabi",
        Path, "https://s3.{region}.wasabisys.com", region, "yes";
        "Wasabi: REST API Introduction";
    /// It has one region.
    Yandex: "yandex", "Yandex Object Storage",
        VirtualHosted, "https://storage.yandexcloud.net", "ru-central1", "yes";
        "Yandex Cloud: Pre-signed URLs";
}

impl fmt::Display for Provider<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Refuses a part of a host that contains anything that ends a host name: the URL would be another server's.
fn check(part: &str, value: &str) -> Result<(), Error> {
    match part {
        _ if value.split('.').all(is_host_label) => Ok(()),
        // It is a whole URL.
        "endpoint" => Ok(()),
        "account" => Err(Error(Reason::InvalidArgument(
            "the provider's account cannot be part of a host name: those have a-z, 0-9, hyphens and dots only",
        ))),
        _ => Err(Error(Reason::InvalidArgument(
            "the provider's region cannot be part of a host name: those have a-z, 0-9, hyphens and dots only",
        ))),
    }
}

impl Bucket {
    /// Creates a bucket at a provider, in its region and at its endpoint. For a service that is not in the
    /// [table](Provider), `Bucket::new(name, region)?.endpoint(url)?` does the same.
    ///
    /// ```
    /// use presign::s3::{Bucket, Provider};
    ///
    /// let bucket = Bucket::at(Provider::R2("0123456789abcdef"), "photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("0123456789abcdef.r2.cloudflarestorage.com", "auto"));
    ///
    /// let bucket = Bucket::at(Provider::Hetzner("fsn1"), "photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("photos.fsn1.your-objectstorage.com", "fsn1"));
    ///
    /// let bucket = Bucket::at(Provider::Minio("http://localhost:9000"), "photos")?;
    /// assert_eq!((bucket.host(), bucket.region()), ("localhost:9000", "us-east-1"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - As [`new`](Self::new); as [`endpoint`](Self::endpoint), if an endpoint is given.
    /// - `invalid-argument`: the account or the region cannot be part of a host name.
    pub fn at(provider: Provider<'_>, name: &str) -> Result<Self, Error> {
        match provider {
            // What the user wrote may be the bucket's own URL.
            Provider::Ceph(endpoint) | Provider::Garage(endpoint) | Provider::Minio(endpoint) => {
                Self::new(name, provider.region())?.endpoint(endpoint)
            }
            _ => {
                let endpoint = provider.endpoint()?;
                Self::new(name, provider.region())?.with_endpoint(endpoint)
            }
        }
    }

    /// Refuses upload forms where the provider has none.
    pub(crate) fn check_forms(&self) -> Result<(), Error> {
        self.check_has(FORM)
    }

    /// Refuses the number of a part where the provider accepts fewer parts than S3.
    pub(crate) fn check_part(&self, number: u32) -> Result<(), Error> {
        if number > 1000 { self.check_has(PART_OVER_1000) } else { Ok(()) }
    }

    /// Refuses a part of a bucket's configuration, by the name of its parameter, that the provider does not have. Some
    /// servers delete the bucket instead of a part that they do not know.
    pub(crate) fn check_configuration(&self, name: &str) -> Result<(), Error> {
        self.check_lacks(|lack| lack.strip_prefix('?') == Some(name))
    }

    fn check_has(&self, what: &'static str) -> Result<(), Error> {
        self.check_lacks(|lack| lack == what)
    }

    fn check_lacks(&self, is_asked: impl Fn(&str) -> bool) -> Result<(), Error> {
        if self.is_on_aws() {
            return Ok(());
        }
        let name = self.host().split(':').next().unwrap_or_default();
        let lacks = of_host(name).map_or(&[][..], |found| found.row.without);
        let found = lacks.iter().find(|(lack, _)| is_asked(lack));
        found.map_or(Ok(()), |(lack, provider)| Err(Error(Reason::Exclusive(lack, provider))))
    }
}
