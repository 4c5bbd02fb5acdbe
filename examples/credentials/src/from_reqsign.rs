//! Credentials of a provider of reqsign, version 3 of its crates.

use std::error::Error;

use presign::{Credentials, Timestamp};
use reqsign_aws_v4::Credential;
use reqsign_core::{Context, ProvideCredential};

/// Asks a provider for credentials, which may have none.
///
/// # Errors
/// The provider fails.
pub async fn credentials(
    provider: &impl ProvideCredential<Credential = Credential>,
    context: &Context,
) -> Result<Option<Credentials>, Box<dyn Error + Send + Sync>> {
    let Some(given) = provider.provide_credential(context).await? else { return Ok(None) };
    let credentials = Credentials::new(given.access_key_id, given.secret_access_key)
        .with_session_token(given.session_token.unwrap_or_default());
    Ok(Some(match given.expires_in {
        Some(expiry) => credentials.with_expiry(Timestamp::try_from(expiry.as_system_time())?),
        None => credentials,
    }))
}
