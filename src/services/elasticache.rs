//! Amazon ElastiCache: passwords for caches.

use crate::error::Error;
use crate::services::{Keys, Token, cache};
use crate::timestamp::Timestamp;

/// Describes the password with which an IAM user of ElastiCache authenticates to a cache. It is accepted for 15
/// minutes; a connection lasts for 12 hours unless it authenticates again.
///
/// ```
/// use presign::{Credentials, Timestamp, services::elasticache};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = elasticache::AuthToken {
///     cache: "my-cluster",
///     user: "iam-user-01",
///     region: "us-east-1",
///     serverless: false,
/// };
/// let token = token.sign(&credentials, now)?;
/// assert!(token.as_str().starts_with("my-cluster/?Action=connect&User=iam-user-01&X-Amz-"));
/// // REDISCLI_AUTH="$TOKEN" valkey-cli -h "$HOST" -p 6379 --tls --user iam-user-01
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon ElastiCache User Guide, "Authenticating with IAM".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The replication group id, or the name of a serverless cache; not the endpoint. It is signed in lower case, as
    /// ElastiCache keeps it.
    pub cache: &'a str,
    /// The id of the ElastiCache user, which for IAM equals its name.
    pub user: &'a str,
    /// The region of the cache.
    pub region: &'a str,
    /// Whether it is a serverless cache.
    pub serverless: bool,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// - `empty-value`: the name or the user is empty.
    /// - `invalid-argument`: the name is not one, but probably an endpoint.
    /// - `empty-name`, `unknown-region`: the region is not one of AWS.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let parameters: &[_] = if self.serverless { &[("ResourceType", "ServerlessCache")] } else { &[] };
        cache::token((self.cache, self.user), parameters, (self.region, "elasticache"), keys.into(), now)
    }
}
