//! Amazon RDS and Aurora: passwords for databases, and copies from another region.

use alloc::format;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::endpoint::{known, regional, request, with_query};
use crate::services::keys::QUARTER_OF_AN_HOUR;
use crate::services::{Keys, Token, database};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The actions of RDS, DocumentDB and Neptune that accept a `PreSignedUrl`.
const ACTIONS: [&str; 5] = [
    "CopyDBClusterSnapshot",
    "CopyDBSnapshot",
    "CreateDBCluster",
    "CreateDBInstanceReadReplica",
    "StartDBInstanceAutomatedBackupsReplication",
];

/// Describes the password with which a user signs in to a database of RDS or Aurora, or to an RDS Proxy: IAM database
/// authentication. It is accepted for 15 minutes; a connection that it opened lasts longer. The client must use TLS.
///
/// ```
/// use presign::{Credentials, Timestamp, services::rds};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "prod-instance.us-east-1.rds.amazonaws.com";
/// let token = rds::AuthToken { host, port: 5432, user: "app", region: "us-east-1" }.sign(&credentials, now)?;
/// assert!(token.as_str().starts_with("prod-instance.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&X-Amz-"));
/// // PGPASSWORD="$TOKEN" psql "host=$HOST port=5432 user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem"
/// // mysql --host="$HOST" --user=app --password="$TOKEN" --enable-cleartext-plugin --ssl-mode=VERIFY_IDENTITY
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon RDS User Guide, "IAM database authentication for MariaDB, MySQL, and PostgreSQL" and "Connecting to
/// your DB instance using IAM authentication".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The endpoint's own host, also where the client dials a tunnel or an alias in DNS: RDS compares the token with
    /// it.
    pub host: &'a str,
    /// The endpoint's own port, such as 5432 or 3306, also where the client dials another.
    pub port: u16,
    /// The database user, who has the role `rds_iam` in PostgreSQL or is identified with `AWSAuthenticationPlugin` in
    /// MySQL.
    pub user: &'a str,
    /// The region of the database.
    pub region: &'a str,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// - `empty-value`, `empty-name`: the user, the host or the region is empty.
    /// - `invalid-url`: the host is not one, or has a port; or the port is 0.
    /// - `unknown-region`: the region is not one of AWS.
    /// - `not-an-endpoint`: the host is not an endpoint of an instance, a cluster or a proxy.
    /// - `host-of-other-region`: the host names another region.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let (host, port) = (self.host, self.port);
        if self.user.is_empty() {
            return Err(Error(Reason::EmptyValue("user")));
        }
        let is_port = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if host.rsplit_once(':').is_some_and(|(name, port)| !name.is_empty() && is_port(port)) {
            return Err(Error(Reason::InvalidUrl("the host has a port, which is given apart from it")));
        }
        let request = request("GET", "https", &format!("{host}:{port}"), "/")?.query("Action", "connect");
        database::check(&request, "rds-db")?;
        let request = request.query("DBUser", self.user);
        let url = keys.into().presign(&request, (known(self.region)?, "rds-db"), QUARTER_OF_AN_HOUR, now)?;
        let (_, parameters) = url.as_str().split_once('?').unwrap_or_default();
        // The port is written even where clients leave it out of what is signed.
        let token = format!("{}:{port}/?{parameters}", host.to_ascii_lowercase());
        Ok(Token::new(token, url.expires_at()))
    }
}

/// Describes the `PreSignedUrl` of a copy from another region, for Amazon RDS, DocumentDB and Neptune, which share it.
///
/// The action is called in the destination region, and must repeat the parameters.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::rds};
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// let copy = rds::CrossRegionUrl {
///     action: "CopyDBSnapshot",
///     source_region: "us-east-1",
///     destination_region: "us-west-2",
///     parameters: &[
///         ("SourceDBSnapshotIdentifier", "arn:aws:rds:us-east-1:123456789012:snapshot:mysnap"),
///         ("TargetDBSnapshotIdentifier", "copy"),
///     ],
///     expires_in: Duration::from_secs(3600),
/// };
/// let url = copy.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("https://rds.us-east-1.amazonaws.com/?Action=CopyDBSnapshot&Version=2014-10-31&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon RDS API Reference, "CopyDBSnapshot" (`PreSignedUrl`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossRegionUrl<'a> {
    /// The action that is called in the destination region, such as `CopyDBSnapshot`.
    pub action: &'a str,
    /// The region from which is copied.
    pub source_region: &'a str,
    /// The region to which is copied.
    pub destination_region: &'a str,
    /// The parameters of the action by their names in the API, decoded, without `SourceRegion`.
    pub parameters: &'a [(&'a str, &'a str)],
    /// How long the URL is valid, in whole seconds, up to 7 days.
    pub expires_in: Duration,
}

impl CrossRegionUrl<'_> {
    /// Signs the URL, for the source region.
    ///
    /// # Errors
    /// - `invalid-argument`: the action does not copy from another region.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: a region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters, the
    ///   expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        if !ACTIONS.contains(&self.action) {
            return Err(Error(Reason::InvalidArgument(
                "the action is not one that accepts a PreSignedUrl, such as CopyDBSnapshot",
            )));
        }
        let (host, region) = regional("rds", self.source_region)?;
        let request = request("GET", "https", &host, "/")?.query("Action", self.action).query("Version", "2014-10-31");
        let request = with_query(request, self.parameters).query("DestinationRegion", known(self.destination_region)?);
        keys.into().presign(&request, (region, "rds"), self.expires_in, now)
    }
}
