//! Amazon RDS and Aurora: passwords for databases, and copies from another region.

use alloc::format;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{known, regional, request, with_query};
use crate::services::presign::{QUARTER_OF_AN_HOUR, presign};
use crate::services::{Token, database};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The actions of RDS, DocumentDB and Neptune that take a `PreSignedUrl`.
const ACTIONS: [&str; 5] = [
    "CopyDBClusterSnapshot",
    "CopyDBSnapshot",
    "CreateDBCluster",
    "CreateDBInstanceReadReplica",
    "StartDBInstanceAutomatedBackupsReplication",
];

/// The password with which a user signs in to a database of RDS or Aurora, or to an RDS Proxy: IAM database
/// authentication. It is accepted for 15 minutes; a connection that it opened lasts longer.
///
/// `host` and `port` are the endpoint's own, also where the client dials a tunnel or an alias in DNS, since RDS compares the
/// token with them; `region` is the database's. `user` is the database user, who has the role `rds_iam` in PostgreSQL or is identified with `AWSAuthenticationPlugin` in MySQL. The
/// client must use TLS.
///
/// ```
/// use presign::{Credentials, Timestamp, services::rds};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "prod-instance.us-east-1.rds.amazonaws.com";
/// let token = rds::auth_token(host, 5432, "app", "us-east-1", &credentials, now)?;
/// assert!(token.as_str().starts_with("prod-instance.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&X-Amz-"));
/// // PGPASSWORD="$TOKEN" psql "host=$HOST port=5432 user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem"
/// // mysql --host="$HOST" --user=app --password="$TOKEN" --enable-cleartext-plugin --ssl-mode=VERIFY_IDENTITY
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`: the user, the host or the region is empty.
/// - `invalid-url`: the host is not one, or has a port; or the port is 0.
/// - `unknown-region`: the region is not one of AWS.
/// - `not-an-endpoint`: the host is not an endpoint of an instance, a cluster or a proxy.
/// - `host-of-other-region`: the host names another region.
/// - As [`Signer::new`](crate::Signer::new) and [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: Amazon RDS User Guide, "IAM database authentication for MariaDB, MySQL, and PostgreSQL" and "Connecting to your DB
/// instance using IAM authentication".
pub fn auth_token(
    host: &str,
    port: u16,
    user: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    if user.is_empty() {
        return Err(Error(Reason::EmptyValue("user")));
    }
    if host.rsplit_once(':').is_some_and(|(name, port)| !name.is_empty() && port.bytes().all(|b| b.is_ascii_digit())) {
        return Err(Error(Reason::InvalidUrl("the host has a port, which is given apart from it")));
    }
    let request = request("GET", "https", &format!("{host}:{port}"), "/")?.query("Action", "connect");
    database::check(&request, "rds-db")?;
    let request = request.query("DBUser", user);
    let url = presign(&request, (known(region)?, "rds-db"), QUARTER_OF_AN_HOUR, credentials, now)?;
    let (_, parameters) = url.as_str().split_once('?').unwrap_or_default();
    // The port is written even where clients leave it out of what is signed.
    let token = format!("{}:{port}/?{parameters}", host.to_ascii_lowercase());
    Ok(Token::new(token, url.expires_at()))
}

/// The `PreSignedUrl` of a copy from another region, for Amazon RDS, DocumentDB and Neptune, which share it.
///
/// `action` is the action that is then called in the destination region, such as `CopyDBSnapshot`, and `parameters` are
/// its parameters by the names in the API, without `SourceRegion`. The call must repeat them.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::rds};
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// let parameters = [
///     ("SourceDBSnapshotIdentifier", "arn:aws:rds:us-east-1:123456789012:snapshot:mysnap"),
///     ("TargetDBSnapshotIdentifier", "copy"),
/// ];
/// let hour = Duration::from_secs(3600);
/// let url = rds::cross_region_url("CopyDBSnapshot", &parameters, "us-east-1", "us-west-2", hour, &credentials, now)?;
/// assert!(url.as_str().starts_with("https://rds.us-east-1.amazonaws.com/?Action=CopyDBSnapshot&Version=2014-10-31&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `invalid-argument`: the action does not copy from another region.
/// - `unknown-region`, `cannot-be-combined`: a region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the expiry and the credentials.
///
/// Source: Amazon RDS API Reference, "CopyDBSnapshot" (`PreSignedUrl`).
pub fn cross_region_url(
    action: &str,
    parameters: &[(&str, &str)],
    source_region: &str,
    destination_region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    if !ACTIONS.contains(&action) {
        return Err(Error(Reason::InvalidArgument(
            "the action is not one that takes a PreSignedUrl, such as CopyDBSnapshot",
        )));
    }
    let (host, region) = regional("rds", source_region)?;
    let request = request("GET", "https", &host, "/")?.query("Action", action).query("Version", "2014-10-31");
    let request = with_query(request, parameters).query("DestinationRegion", known(destination_region)?);
    presign(&request, (region, "rds"), expires_in, credentials, now)
}
