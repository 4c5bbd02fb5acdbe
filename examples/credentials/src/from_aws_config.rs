//! Credentials of a provider of `aws-credential-types`, such as the default chain of `aws-config`.

use std::error::Error;

use aws_credential_types::provider::ProvideCredentials;
use presign::{Credentials, Timestamp};

/// Asks a provider for credentials. It keeps them, and has new ones before they expire.
///
/// # Errors
/// The provider has none.
pub async fn credentials(provider: &impl ProvideCredentials) -> Result<Credentials, Box<dyn Error + Send + Sync>> {
    let given = provider.provide_credentials().await?;
    let credentials = Credentials::new(given.access_key_id(), given.secret_access_key())
        .with_session_token(given.session_token().unwrap_or_default());
    Ok(match given.expiry() {
        Some(expiry) => credentials.with_expiry(Timestamp::try_from(expiry)?),
        None => credentials,
    })
}
