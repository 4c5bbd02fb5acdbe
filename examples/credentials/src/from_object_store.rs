//! Credentials of a provider of `object_store`, such as that of an `AmazonS3` store.

use object_store::aws::AwsCredentialProvider;
use presign::Credentials;

/// Asks a provider for credentials. It keeps them, and has new ones before they expire, but does not say when that is: ask
/// for each URL, or each minute, and let URLs be short.
///
/// # Errors
/// The provider has none.
pub async fn credentials(provider: &AwsCredentialProvider) -> object_store::Result<Credentials> {
    let given = provider.get_credential().await?;
    let token = given.token.clone().unwrap_or_default();
    Ok(Credentials::new(given.key_id.as_str(), &given.secret_key).with_session_token(token))
}
