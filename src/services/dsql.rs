//! Amazon Aurora DSQL: passwords for its clusters.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::endpoint::{known, request};
use crate::services::presign::presign;
use crate::services::{Token, database};
use crate::timestamp::Timestamp;

/// The password with which a database role of your own signs in to a cluster of Aurora DSQL.
///
/// `host` is the cluster's endpoint, without a port, also where the client dials a tunnel or an alias in DNS. The token may be valid for up to 7 days; AWS's tools take 15 minutes.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::dsql};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "peccy.dsql.us-east-1.on.aws";
/// let token = dsql::connect_token(host, "us-east-1", Duration::from_secs(900), &credentials, now)?;
/// assert!(token.as_str().starts_with("peccy.dsql.us-east-1.on.aws/?Action=DbConnect&X-Amz-"));
/// // PGPASSWORD="$TOKEN" psql "host=$HOST user=app dbname=postgres sslmode=verify-full sslrootcert=system"
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `invalid-url`: the host is not one.
/// - `not-an-endpoint`: the host is not an endpoint of a cluster.
/// - `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
/// - As [`Signer::presign`](crate::Signer::presign) for the expiry and the credentials.
///
/// Source: Amazon Aurora DSQL User Guide, "Generating an authentication token in Amazon Aurora DSQL".
pub fn connect_token(
    host: &str,
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    token("DbConnect", host, region, expires_in, credentials, now)
}

/// The password of the role `admin` of a cluster of Aurora DSQL. The rest is as for [`connect_token`].
///
/// # Errors
/// As [`connect_token`].
pub fn admin_token(
    host: &str,
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    token("DbConnectAdmin", host, region, expires_in, credentials, now)
}

fn token(
    action: &str,
    host: &str,
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    let request = request("GET", "https", host, "/")?.query("Action", action);
    database::check(&request, "dsql")?;
    presign(&request, (known(region)?, "dsql"), expires_in, credentials, now).map(|url| Token::without_scheme(&url))
}
