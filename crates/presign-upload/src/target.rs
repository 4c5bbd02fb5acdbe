//! Which server to talk to.

use std::env;
use std::io;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Signer, Timestamp};
use presign_credentials::Configuration;

use crate::credentials::{self, FetchError};
use crate::server::Server;

/// A bucket, who signs for it, and the server if it is this program's own.
#[derive(Debug)]
pub struct Target {
    pub(crate) endpoint: String,
    pub(crate) bucket: Bucket,
    /// The same bucket under the name of a region where it is not.
    pub(crate) misplaced: Bucket,
    /// Those of the start. The environment may have others later.
    pub(crate) credentials: Credentials,
    pub(crate) embedded: Option<Server>,
}

/// Why there is no server to talk to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// Some of the variables that name a server are set, others are not.
    #[error(
        "{0} not set. To use a server of your own, set S3_ENDPOINT, S3_BUCKET and AWS_REGION. To use the embedded one, \
         set neither S3_ENDPOINT nor S3_BUCKET."
    )]
    NotSet(String),
    /// There are no credentials.
    #[error(
        "there are no credentials: {0}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where \
         AWS's tools find others."
    )]
    Credentials(FetchError),
    /// The server is reached by TLS, which this build does not have.
    #[error(
        "{0} needs TLS, and this program was built without it. Build it with the feature tls: \
         `cargo run -p presign-upload --features tls`."
    )]
    NoTls(String),
    /// The variables do not name a server.
    #[error("the environment names no server that can be signed for: {0}.")]
    Invalid(#[from] presign::Error),
    /// The embedded server did not start.
    #[error("the embedded server did not start: {0}.")]
    Start(#[from] io::Error),
}

impl Target {
    /// The server that the environment names, or the embedded one if `S3_ENDPOINT` and `S3_BUCKET` are both not set. An
    /// empty variable is not set.
    ///
    /// The embedded server's bucket has CORS rules for pages of these origins, such as `http://127.0.0.1:4000`.
    ///
    /// # Errors
    /// - [`TargetError::NotSet`], [`TargetError::Credentials`], [`TargetError::Invalid`]: the environment is at fault.
    /// - [`TargetError::NoTls`]: the server's URL begins with `https:`, and the feature `tls` is off.
    /// - [`TargetError::Start`]: the embedded server did not start.
    pub fn from_env(page_origins: &[String]) -> Result<Self, TargetError> {
        // The AWS variables alone say nothing: they are set in many shells for other reasons.
        if variable("S3_ENDPOINT").is_none() && variable("S3_BUCKET").is_none() {
            return Self::embedded(page_origins);
        }
        let region = Configuration::load(None).and_then(|configuration| configuration.region());
        let region = region.map_err(|error| TargetError::Credentials(error.into()))?;
        let values = [variable("S3_ENDPOINT"), variable("S3_BUCKET"), region];
        let [Some(endpoint), Some(bucket), Some(region)] = values else {
            let names = ["S3_ENDPOINT", "S3_BUCKET", "AWS_REGION"].into_iter().zip(values);
            let missing: Vec<_> = names.filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            return Err(TargetError::NotSet(format!("{} {verb}", missing.join(", "))));
        };
        let credentials = credentials::of_environment().map_err(TargetError::Credentials)?;
        let target = Self::new(&endpoint, &bucket, &region, credentials)?;
        if endpoint.starts_with("https:") && cfg!(not(feature = "tls")) {
            return Err(TargetError::NoTls(endpoint));
        }
        Ok(target)
    }

    /// An embedded server, started for this target and stopped with it, its bucket open for pages of these origins.
    ///
    /// # Errors
    /// - [`TargetError::Start`]: it did not start.
    pub fn embedded(page_origins: &[String]) -> Result<Self, TargetError> {
        let server = Server::start_for_pages(page_origins)?;
        let mut target = Self::new(server.endpoint(), server.bucket(), server.region(), server.credentials())?;
        target.embedded = Some(server);
        Ok(target)
    }

    fn new(endpoint: &str, bucket: &str, region: &str, credentials: Credentials) -> Result<Self, TargetError> {
        let other_region = if region == "us-west-2" { "eu-west-1" } else { "us-west-2" };
        Ok(Self {
            endpoint: endpoint.into(),
            bucket: Bucket::new(bucket, region)?.endpoint(endpoint)?,
            misplaced: Bucket::new(bucket, other_region)?.endpoint(endpoint)?,
            credentials,
            embedded: None,
        })
    }
}

impl Target {
    /// Who signs at the start.
    pub(crate) fn signer(&self) -> Result<Signer, presign::Error> {
        self.bucket.signer(self.credentials.clone())
    }

    /// A secret that every process with these credentials finds, and nobody without: the signature of a request that is
    /// never sent, at a time for which nobody is given one. Temporary credentials have none that would last.
    pub(crate) fn derive_secret(&self) -> Result<Option<String>, presign::Error> {
        if self.credentials.session_token().is_some() || self.credentials.expiry().is_some() {
            return Ok(None);
        }
        let request = self.bucket.get_object("presign-upload: secret of ids, version 1");
        let url = request.presign(&self.signer()?, Duration::from_mins(1), Timestamp::from_unix_seconds(0)?)?;
        Ok(url.as_str().rsplit("X-Amz-Signature=").next().map(Into::into))
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
