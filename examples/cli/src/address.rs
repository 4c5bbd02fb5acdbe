//! Where a bucket is, and how it is reached.

use clap::Args;
use presign::s3::Bucket;

use crate::failure::Failure;
use crate::identity::Identity;
use crate::values::{self, S3Url};

/// What is to be signed for.
#[derive(Args)]
pub(crate) struct Address {
    /// The object. The key is taken as it is, nothing in it is percent-decoded
    #[arg(value_name = "s3://BUCKET/KEY", value_parser = values::s3_url, required_unless_present = "bucket")]
    s3_url: Option<S3Url>,
    /// The bucket by its name, or by an access point's ARN; goes with --key
    #[arg(long, value_name = "NAME|ARN", conflicts_with = "s3_url")]
    bucket: Option<String>,
    /// The object's key; goes with --bucket
    #[arg(long, conflicts_with = "s3_url")]
    key: Option<String>,
}

impl Address {
    pub(crate) fn bucket(&self) -> &str {
        let of_url = self.s3_url.as_ref().map(|url| &url.bucket);
        // clap asks for one of the two.
        of_url.or(self.bucket.as_ref()).map_or("", String::as_str)
    }

    pub(crate) fn key(&self) -> Option<&str> {
        let of_url = self.s3_url.as_ref().and_then(|url| url.key.as_deref());
        of_url.or(self.key.as_deref()).filter(|key| !key.is_empty())
    }
}

/// How the bucket is reached.
#[derive(Args)]
#[command(next_help_heading = "Endpoint")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Addressing {
    /// A server that speaks S3, such as http://localhost:9000 [else: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the
    /// profile's]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// https://HOST/BUCKET/KEY, which is the default at an --endpoint
    #[arg(long, conflicts_with = "virtual_hosted_style")]
    path_style: bool,
    /// https://BUCKET.HOST/KEY, which is the default at AWS
    #[arg(long)]
    virtual_hosted_style: bool,
    /// The endpoint for IPv6 and IPv4
    #[arg(long)]
    dualstack: bool,
    /// The FIPS endpoint
    #[arg(long)]
    fips: bool,
    /// Transfer Acceleration
    #[arg(long)]
    accelerate: bool,
}

impl Addressing {
    /// The bucket of this name or ARN.
    pub(crate) fn bucket(&self, name_or_arn: &str, identity: &Identity) -> Result<Bucket, Failure> {
        let region = match (&identity.region, region_of_arn(name_or_arn)) {
            (None, Some(region)) => region,
            _ => identity.region()?,
        };
        let mut bucket = Bucket::new(name_or_arn, region)?;
        // Before the endpoint, whose host may begin with the bucket's name by chance.
        if self.path_style {
            bucket = bucket.path_style()?;
        }
        if let Some(url) = self.endpoint.clone().or_else(|| identity.endpoint()) {
            bucket = bucket.endpoint(&url)?;
        }
        let options: [(bool, Setter); 4] = [
            (self.virtual_hosted_style, Bucket::virtual_hosted_style),
            (self.dualstack, Bucket::dual_stack),
            (self.fips, Bucket::fips),
            (self.accelerate, Bucket::accelerate),
        ];
        for (_, set) in options.into_iter().filter(|(is_set, _)| *is_set) {
            bucket = set(bucket)?;
        }
        Ok(bucket)
    }
}

/// An option of [`Bucket`].
type Setter = fn(Bucket) -> Result<Bucket, presign::Error>;

/// The region in an ARN, `arn:aws:s3:REGION:…`, which is the one that counts.
fn region_of_arn(text: &str) -> Option<&str> {
    let mut parts = text.split(':');
    (parts.next() == Some("arn")).then(|| parts.nth(2)).flatten().filter(|region| !region.is_empty())
}
