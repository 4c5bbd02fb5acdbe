//! Amazon MemoryDB: passwords for clusters.

use crate::error::Error;
use crate::services::{Keys, Token, cache};
use crate::timestamp::Timestamp;

/// Describes the password with which an IAM user of MemoryDB authenticates to a cluster. It is accepted for 15 minutes;
/// a connection lasts for 12 hours unless it authenticates again.
///
/// ```
/// use presign::{Credentials, Timestamp, services::memorydb};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = memorydb::AuthToken { cluster: "my-cluster", user: "iam-user-01", region: "us-east-1" };
/// let token = token.sign(&credentials, now)?;
/// assert!(token.as_str().starts_with("my-cluster/?Action=connect&User=iam-user-01&X-Amz-"));
/// // REDISCLI_AUTH="$TOKEN" valkey-cli -c -h "$HOST" -p 6379 --tls --user iam-user-01
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon MemoryDB Developer Guide, "Authenticating with IAM".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The name of the cluster, not its endpoint. It is signed in lower case, as MemoryDB keeps it.
    pub cluster: &'a str,
    /// The name of the user.
    pub user: &'a str,
    /// The region of the cluster.
    pub region: &'a str,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// As [`elasticache::AuthToken::sign`](crate::services::elasticache::AuthToken::sign).
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        cache::token((self.cluster, self.user), &[], (self.region, "memorydb"), keys.into(), now)
    }
}
