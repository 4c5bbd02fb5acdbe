//! Amazon Aurora DSQL: passwords for its clusters.

use core::time::Duration;

use crate::error::Error;
use crate::services::endpoint::{known, request};
use crate::services::{Keys, Token, database};
use crate::timestamp::Timestamp;

/// Describes the password with which a database role signs in to a cluster of Aurora DSQL.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::dsql};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = dsql::AuthToken {
///     host: "peccy.dsql.us-east-1.on.aws",
///     region: "us-east-1",
///     admin: false,
///     expires_in: Duration::from_secs(900),
/// };
/// let token = token.sign(&credentials, now)?;
/// assert!(token.as_str().starts_with("peccy.dsql.us-east-1.on.aws/?Action=DbConnect&X-Amz-"));
/// // PGPASSWORD="$TOKEN" psql "host=$HOST user=app dbname=postgres sslmode=verify-full sslrootcert=system"
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Aurora DSQL User Guide, "Generating an authentication token in Amazon Aurora DSQL".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The cluster's endpoint, without a port, also where the client dials a tunnel or an alias in DNS.
    pub host: &'a str,
    /// The region of the endpoint.
    pub region: &'a str,
    /// Whether the token is for the role `admin`, and not for a role of your own.
    pub admin: bool,
    /// How long the token is valid, in whole seconds, up to 7 days. AWS's tools choose 15 minutes.
    pub expires_in: Duration,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// - `empty-name`, `invalid-url`: the host is not one.
    /// - `not-an-endpoint`: the host is not an endpoint of a cluster.
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let action = if self.admin { "DbConnectAdmin" } else { "DbConnect" };
        let request = request("GET", "https", self.host, "/")?.query("Action", action);
        database::check(&request, "dsql")?;
        let url = keys.into().presign(&request, (known(self.region)?, "dsql"), self.expires_in, now)?;
        Ok(Token::without_scheme(&url))
    }
}
