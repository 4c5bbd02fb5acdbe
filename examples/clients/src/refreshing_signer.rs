//! A signer for temporary credentials, which is replaced before they expire. Signing takes no lock and waits for nothing:
//! whoever signs gets the signer of that moment, and a refresh puts another in its place.
//!
//! The credentials come from any provider of the crate `aws-credential-types`, such as the default chain of `aws-config`:
//! roles, IAM Identity Center, containers, instances.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use presign::s3::Bucket;
use presign::{Credentials, Signer, Timestamp};

/// How long before the credentials expire they are replaced. URLs that live longer than this expire with them, unless the
/// signer [requires the full lifetime](Signer::require_full_lifetime).
const AHEAD: Duration = Duration::from_secs(15 * 60);

/// The signer of a bucket.
#[derive(Debug)]
pub struct RefreshingSigner {
    bucket: Bucket,
    provider: SharedCredentialsProvider,
    current: ArcSwap<Signer>,
}

impl RefreshingSigner {
    /// Asks for the first credentials.
    ///
    /// # Errors
    /// There are none, or they cannot sign.
    pub async fn new(
        bucket: Bucket,
        provider: impl ProvideCredentials + 'static,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let provider = SharedCredentialsProvider::new(provider);
        let current = ArcSwap::from_pointee(signer(&bucket, &provider).await?);
        Ok(Self { bucket, provider, current })
    }

    /// The signer of this moment. Take it for each URL, and do not keep it.
    #[must_use]
    pub fn signer(&self) -> Arc<Signer> {
        self.current.load_full()
    }

    /// The bucket that it signs for.
    #[must_use]
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// Asks for new credentials and puts their signer in the place of the old one, which stays if that fails. Returns how
    /// long it is until the next refresh; `None` for credentials that do not expire.
    ///
    /// A task calls it in a loop: sleep for that long, or for some seconds after an error, and call it again.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub async fn refresh(&self, now: SystemTime) -> Result<Option<Duration>, Box<dyn Error + Send + Sync>> {
        let signer = signer(&self.bucket, &self.provider).await?;
        let expiry = signer.expiry().map(SystemTime::from);
        self.current.store(Arc::new(signer));
        let left = expiry.map(|expiry| expiry.duration_since(now).unwrap_or_default());
        // At least a second: a provider that gives out what has almost expired is not asked all the time.
        Ok(left.map(|left| left.saturating_sub(AHEAD).max(Duration::from_secs(1))))
    }
}

async fn signer(bucket: &Bucket, provider: &SharedCredentialsProvider) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    let given = provider.provide_credentials().await?;
    let mut credentials = Credentials::new(given.access_key_id(), given.secret_access_key());
    if let Some(token) = given.session_token() {
        credentials = credentials.with_session_token(token);
    }
    if let Some(expiry) = given.expiry() {
        credentials = credentials.with_expiry(Timestamp::try_from(expiry)?);
    }
    Ok(bucket.signer(credentials)?)
}
