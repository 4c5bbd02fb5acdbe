//! Where a bucket lives: its host, its path, its region.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::net::Ipv4Addr;

use crate::authority::UrlText;
use crate::encode::{self, PATH};
use crate::s3::ObjectRequest;
use crate::{Credentials, Error, Request, Signer, scope};

/// A bucket and how to reach it.
///
/// On AWS the address is regional and in virtual-hosted style, `https://BUCKET.s3.REGION.amazonaws.com/KEY`, unless the
/// name cannot be part of a host name (dots, capitals, underscores, under three characters): such a bucket is addressed
/// in path style. At another [`endpoint`](Self::endpoint) path style is the default, since that works everywhere.
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
/// assert_eq!(upload.headers(), [("content-type".to_string(), "text/plain".to_string())]);
/// assert_eq!(upload.expires_at().to_string(), "20150830T125100Z");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3, "Virtual hosting of general purpose buckets", "General purpose bucket naming rules".
#[derive(Clone)]
pub struct Bucket {
    name: String,
    region: String,
    endpoint: Endpoint,
    style: Style,
    /// What follows from the four above: the host that is signed, and the path before the key, percent-encoded.
    host: String,
    path: String,
}

/// Where the service is.
#[derive(Clone)]
struct Endpoint {
    scheme: &'static str,
    host: String,
    /// Percent-encoded; ends with `/`.
    path: String,
    is_aws: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Automatic,
    Path,
    VirtualHosted,
}

/// The service in the credential scope.
const SERVICE: &str = "s3";

/// The DNS suffix of each AWS partition, by the beginning of its regions' names; the first that fits counts.
const SUFFIXES: [(&str, &str); 7] = [
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("", "amazonaws.com"),
];

impl Bucket {
    /// A bucket on AWS, in a region such as `eu-central-1`, `cn-north-1` or `us-gov-west-1`.
    ///
    /// # Errors
    /// - [`Error::InvalidBucketName`]: no bucket can have the name.
    /// - [`Error::Empty`], [`Error::ScopeCharacter`], [`Error::InvalidHost`]: no region can have the name.
    pub fn new(name: &str, region: &str) -> Result<Self, Error> {
        scope::check("region", region)?;
        let is_name_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if !matches!(name.len(), 1..=255) || !name.bytes().all(is_name_byte) || matches!(name, "." | "..") {
            return Err(Error::InvalidBucketName);
        }
        let suffix = SUFFIXES.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("", |(_, suffix)| suffix);
        let mut endpoint = Endpoint::parse(&format!("https://s3.{region}.{suffix}"))?;
        endpoint.is_aws = true;
        Self {
            name: name.into(),
            region: region.into(),
            endpoint,
            style: Style::Automatic,
            host: String::new(),
            path: String::new(),
        }
        .resolve()
    }

    /// The same bucket at another endpoint: `http://localhost:9000`, `https://ACCOUNT.r2.cloudflarestorage.com`, or a
    /// gateway with a path of its own such as `https://gw.example.com/s3/root`, percent-encoded.
    ///
    /// # Errors
    /// - As [`Request::new`] for the URL; [`Error::EndpointQuery`]: it has a query.
    /// - [`Error::BucketNeedsPathStyle`]: virtual-hosted style was asked for and is not possible there.
    pub fn endpoint(mut self, url: &str) -> Result<Self, Error> {
        self.endpoint = Endpoint::parse(url)?;
        self.resolve()
    }

    /// Path style: `https://HOST/BUCKET/KEY`.
    #[must_use]
    pub fn path_style(mut self) -> Self {
        (self.host, self.path) = self.endpoint.path_style(&self.name);
        self.style = Style::Path;
        self
    }

    /// Virtual-hosted style: `https://BUCKET.HOST/KEY`.
    ///
    /// # Errors
    /// - [`Error::BucketNeedsPathStyle`]: the bucket's name cannot be a label of a host name, or the endpoint is an
    ///   IP address.
    pub fn virtual_hosted_style(mut self) -> Result<Self, Error> {
        self.style = Style::VirtualHosted;
        self.resolve()
    }

    /// Computes the host and the path.
    fn resolve(mut self) -> Result<Self, Error> {
        let can_be_virtual = is_label(&self.name) && !self.endpoint.is_address();
        let is_virtual = match self.style {
            Style::VirtualHosted if !can_be_virtual => return Err(Error::BucketNeedsPathStyle),
            Style::VirtualHosted => true,
            Style::Automatic => self.endpoint.is_aws && can_be_virtual,
            Style::Path => false,
        };
        (self.host, self.path) = if is_virtual {
            (format!("{}.{}", self.name, self.endpoint.host), self.endpoint.path.clone())
        } else {
            self.endpoint.path_style(&self.name)
        };
        Ok(self)
    }

    /// A signer for this bucket's region and service.
    ///
    /// # Errors
    /// As [`Signer::new`].
    pub fn signer(&self, credentials: Credentials) -> Result<Signer, Error> {
        Signer::new(credentials, &self.region, SERVICE)
    }

    /// The bucket's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bucket's region, as in the credential scope.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// GetObject: download.
    #[must_use]
    pub fn get_object<'a>(&'a self, key: &'a str) -> ObjectRequest<'a> {
        self.object("GET", key)
    }

    /// PutObject: upload in one piece, up to 5 GiB.
    #[must_use]
    pub fn put_object<'a>(&'a self, key: &'a str) -> ObjectRequest<'a> {
        self.object("PUT", key)
    }

    /// HeadObject: size, type and metadata without the content.
    #[must_use]
    pub fn head_object<'a>(&'a self, key: &'a str) -> ObjectRequest<'a> {
        self.object("HEAD", key)
    }

    /// DeleteObject.
    #[must_use]
    pub fn delete_object<'a>(&'a self, key: &'a str) -> ObjectRequest<'a> {
        self.object("DELETE", key)
    }

    fn object<'a>(&'a self, method: &'static str, key: &'a str) -> ObjectRequest<'a> {
        let host = Cow::Borrowed(self.host.as_str());
        let path = Cow::Borrowed(self.path.as_str());
        ObjectRequest::new(self, Request::from_parts(Cow::Borrowed(method), self.endpoint.scheme, host, path), key)
    }

    /// Refuses a signer of another region or service, whose URLs the bucket would refuse.
    pub(crate) fn check_signer(&self, signer: &Signer) -> Result<(), Error> {
        if signer.region() == self.region && signer.service() == SERVICE {
            return Ok(());
        }
        Err(Error::SignerMismatch {
            signer: format!("{}/{}", signer.region(), signer.service()),
            bucket: format!("{}/{SERVICE}", self.region),
        })
    }
}

impl Endpoint {
    fn parse(url: &str) -> Result<Self, Error> {
        let UrlText { scheme, host, path, query } = UrlText::parse(url)?;
        if !query.is_empty() {
            return Err(Error::EndpointQuery);
        }
        let mut encoded = alloc::vec::Vec::new();
        encode::reencode(&mut encoded, path.trim_end_matches('/').as_bytes(), &PATH);
        encoded.push(b'/');
        // Percent-encoded text is ASCII.
        let path = String::from_utf8(encoded).unwrap_or_default();
        Ok(Self { scheme, host: host.into_owned(), path, is_aws: false })
    }

    fn path_style(&self, bucket: &str) -> (String, String) {
        (self.host.clone(), format!("{}{bucket}/", self.path))
    }

    /// No name can stand before an IP address.
    fn is_address(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        self.host.starts_with('[') || name.parse::<Ipv4Addr>().is_ok()
    }
}

/// Whether a bucket's name can be the first label of a host name: S3's rules for new buckets, but for dots, which no
/// certificate of the form `*.s3.REGION.amazonaws.com` covers.
fn is_label(name: &str) -> bool {
    matches!(name.len(), 3..=63)
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({}://{}{} in {})", self.endpoint.scheme, self.host, self.path, self.region)
    }
}
