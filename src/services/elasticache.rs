//! Amazon ElastiCache: passwords for caches.

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::{Token, cache};
use crate::timestamp::Timestamp;

/// The password with which an IAM user of ElastiCache authenticates to a replication group. It is accepted for 15
/// minutes; a connection lasts for 12 hours unless it authenticates again.
///
/// `name` is the replication group id, not the endpoint. It is signed in lower case, as ElastiCache keeps it. `user` is
/// the id of the ElastiCache user, which for IAM equals its name.
///
/// ```
/// use presign::{Credentials, Timestamp, services::elasticache};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = elasticache::auth_token("my-cluster", "iam-user-01", "us-east-1", &credentials, now)?;
/// assert!(token.as_str().starts_with("my-cluster/?Action=connect&User=iam-user-01&X-Amz-"));
/// // REDISCLI_AUTH="$TOKEN" valkey-cli -h "$HOST" -p 6379 --tls --user iam-user-01
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`: the name, the user or the region is empty.
/// - `invalid-argument`: the name is not one, but probably an endpoint.
/// - `unknown-region`: the region is not one of AWS.
/// - As [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: Amazon ElastiCache User Guide, "Authenticating with IAM".
pub fn auth_token(
    name: &str,
    user: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    cache::token((name, user), &[], (region, "elasticache"), credentials, now)
}

/// The password for a serverless cache, by the cache's name. The rest is as for [`auth_token`].
///
/// # Errors
/// As [`auth_token`].
pub fn serverless_auth_token(
    name: &str,
    user: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    cache::token((name, user), &[("ResourceType", "ServerlessCache")], (region, "elasticache"), credentials, now)
}
