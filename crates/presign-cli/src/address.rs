//! Where a bucket is, and how it is reached.

use clap::Args;
use presign::s3::Bucket;
use presign_credentials::{Settings, Style};

use crate::failure::Failure;
use crate::identity::Identity;
use crate::provider;
use crate::values::{self, S3Url};

/// What is to be signed for.
#[derive(Args)]
pub(crate) struct Address {
    /// The object. The key is taken as it is, nothing in it is percent-decoded
    #[arg(value_name = "s3://BUCKET/KEY", value_parser = values::s3_url, required_unless_present = "bucket")]
    s3_url: Option<S3Url>,
    /// The bucket by its name, or by an access point's ARN; goes with --key
    #[arg(long, value_name = "NAME|ARN", value_parser = values::bucket, conflicts_with = "s3_url")]
    bucket: Option<String>,
    /// The object's key; goes with --bucket
    #[arg(long, requires = "bucket", conflicts_with = "s3_url")]
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

/// One object or several, or a bucket whose keys come from elsewhere.
#[derive(Args)]
pub(crate) struct Addresses {
    /// The object, or several. A key is taken as it is, nothing in it is percent-decoded
    #[arg(value_name = "s3://BUCKET/KEY", value_parser = values::s3_url, required_unless_present = "bucket")]
    s3_url: Vec<S3Url>,
    /// The bucket by its name, or by an access point's ARN; goes with --key
    #[arg(long, value_name = "NAME|ARN", value_parser = values::bucket, conflicts_with = "s3_url")]
    bucket: Option<String>,
    /// The object's key; goes with --bucket
    #[arg(long, requires = "bucket", conflicts_with = "s3_url")]
    key: Option<String>,
}

impl Addresses {
    /// The buckets with their keys, in the order in which they were given: at least one.
    pub(crate) fn all(&self) -> Vec<(&str, Option<&str>)> {
        match &self.bucket {
            Some(bucket) => vec![(bucket, self.key.as_deref().filter(|key| !key.is_empty()))],
            None => self.s3_url.iter().map(|url| (url.bucket.as_str(), url.key.as_deref())).collect(),
        }
    }
}

/// How the bucket is reached.
#[derive(Args)]
#[command(next_help_heading = "Endpoint")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Addressing {
    /// A service that speaks S3, whose endpoint and region are then known
    #[arg(long, value_name = "NAME", value_parser = provider::names(), ignore_case = true,
        conflicts_with_all = ["bucket_endpoint", "dualstack", "fips", "accelerate"])]
    provider: Option<String>,
    /// The account's id (r2: ID, ID.eu or ID.fedramp), namespace (oracle) or name in its endpoint (upcloud), or the
    /// project's reference (supabase)
    #[arg(long, value_name = "ID", requires = "provider")]
    account: Option<String>,
    /// A server that speaks S3, such as http://localhost:9000 [else: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the
    /// profile's services and endpoint_url]
    #[arg(long, alias = "endpoint-url", value_name = "URL")]
    endpoint: Option<String>,
    /// The endpoint is the bucket's own, as in https://media.example.com/KEY: the bucket's name is not added to it
    #[arg(long, conflicts_with_all = ["path_style", "virtual_hosted_style"])]
    bucket_endpoint: bool,
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
    /// The bucket of this name or ARN. What the options leave open, the environment and the profile say.
    pub(crate) fn bucket(&self, name_or_arn: &str, identity: &Identity) -> Result<Bucket, Failure> {
        let settings = identity.settings();
        settings.check_signature_version()?;
        let provider = self.provider.as_deref();
        if let Some(provider) = provider.filter(|name| !provider::is_server(name)) {
            return self.at_provider(provider, name_or_arn, identity);
        }
        let region_of_arn = region_of_arn(name_or_arn);
        if let (Some(server), true) = (provider, self.account.is_some()) {
            return Err(Failure::AccountWithoutUse(server.into()));
        }
        let endpoint = match &self.endpoint {
            Some(url) => Some((url.clone(), "--endpoint".into())),
            None => settings.endpoint()?,
        };
        if let Some((url, place)) = &endpoint {
            values::check_endpoint(url, place)?;
        }
        let endpoint = endpoint.map(|(url, _)| url);
        let region_of_server = match provider {
            Some(server) => provider::region_of_server(server, endpoint.as_deref())?,
            None => None,
        };
        let place = settings.refuses_region_of_arn()?;
        let region = match (identity.region_at(region_of_server), region_of_arn) {
            (None, Some(region)) if place.is_none() => region,
            (Some(region), _) => region,
            _ if endpoint.is_some() => return Err(Failure::NoRegionOfServer),
            _ => identity.region()?,
        };
        if let (Some(place), Some(arn)) = (place, region_of_arn.filter(|arn| *arn != region)) {
            return Err(Failure::ArnOfOtherRegion { arn: arn.into(), region: region.into(), place });
        }
        // The endpoint without a region goes by this name.
        let is_global = settings.us_east_1_is_global()? && region == "us-east-1" && endpoint.is_none();
        let bucket = Bucket::new(name_or_arn, if is_global { "aws-global" } else { region })?;
        let bucket = self.place(bucket, endpoint.as_deref(), &settings, region_of_arn.is_some())?;
        self.choose(bucket, &settings)
    }

    /// The bucket at a service whose host is known.
    fn at_provider(&self, provider: &str, name: &str, identity: &Identity) -> Result<Bucket, Failure> {
        if self.endpoint.is_some() {
            return Err(Failure::ProviderAndEndpoint);
        }
        let bucket = provider::bucket(provider, name, self.account.as_deref(), identity)?;
        Ok(match (self.path_style, self.virtual_hosted_style) {
            (true, _) => bucket.path_style()?,
            (_, true) => bucket.virtual_hosted_style()?,
            _ => bucket,
        })
    }

    /// Sets the endpoint, and where the bucket's name is in the URL.
    fn place(
        &self,
        mut bucket: Bucket,
        endpoint: Option<&str>,
        settings: &Settings<'_>,
        is_arn: bool,
    ) -> Result<Bucket, Failure> {
        if self.bucket_endpoint {
            return Ok(bucket.custom_domain(endpoint.ok_or(Failure::NoBucketEndpoint)?)?);
        }
        // Before the endpoint, whose host may begin with the bucket's name by chance: who sets this for all endpoints says
        // nothing of the one at hand.
        if self.path_style {
            bucket = bucket.path_style()?;
        }
        if let Some(url) = endpoint {
            bucket = bucket.endpoint(url).map_err(|error| match error.code() {
                "endpoint-names-bucket" => Failure::EndpointNamesBucket,
                "endpoint-path-names-bucket" => Failure::EndpointPathNamesBucket,
                _ => error.into(),
            })?;
        }
        if self.path_style || self.virtual_hosted_style {
            return Ok(if self.virtual_hosted_style { bucket.virtual_hosted_style()? } else { bucket });
        }
        match settings.style()? {
            // As in botocore, the style of a profile does not hold for buckets that have no path style.
            Some((Style::Path, _)) if !is_arn && !settings.accelerate()? => Ok(bucket.path_style()?),
            Some((Style::VirtualHosted, place)) => bucket.virtual_hosted_style().map_err(|error| match error.code() {
                "bucket-needs-path-style" => Failure::StyleNotPossible(place),
                _ => error.into(),
            }),
            _ => Ok(bucket),
        }
    }

    /// Sets the kind of endpoint of AWS.
    fn choose(&self, mut bucket: Bucket, settings: &Settings<'_>) -> Result<Bucket, Failure> {
        let options: [(bool, Setter); 3] = [
            (self.dualstack || settings.dual_stack()?, Bucket::dual_stack),
            (self.fips || settings.fips()?, Bucket::fips),
            (self.accelerate || settings.accelerate()?, Bucket::accelerate),
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
