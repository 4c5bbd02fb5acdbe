//! Amazon MemoryDB: passwords for clusters.

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::{Token, cache};
use crate::timestamp::Timestamp;

/// The password with which an IAM user of MemoryDB authenticates to a cluster. It is accepted for 15 minutes; a
/// connection lasts for 12 hours unless it authenticates again.
///
/// `name` is the cluster's name, not its endpoint. It is signed in lower case, as MemoryDB keeps it.
///
/// ```
/// use presign::{Credentials, Timestamp, services::memorydb};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = memorydb::auth_token("my-cluster", "iam-user-01", "us-east-1", &credentials, now)?;
/// assert!(token.as_str().starts_with("my-cluster/?Action=connect&User=iam-user-01&X-Amz-"));
/// // REDISCLI_AUTH="$TOKEN" valkey-cli -c -h "$HOST" -p 6379 --tls --user iam-user-01
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// As [`elasticache::auth_token`](crate::services::elasticache::auth_token).
///
/// Source: Amazon MemoryDB Developer Guide, "Authenticating with IAM".
pub fn auth_token(
    name: &str,
    user: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    cache::token((name, user), &[], (region, "memorydb"), credentials, now)
}
