//! Amazon EC2: copies of encrypted snapshots from another region.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{known, regional, request, with_query};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Describes the `PresignedUrl` of CopySnapshot, which allows EC2 in the destination region to read an encrypted
/// snapshot.
///
/// The call is made in the destination region, and must repeat the parameters.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::ec2};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let copy = ec2::CopySnapshotUrl {
///     source_snapshot_id: "snap-066877671789bd71b",
///     source_region: "us-west-2",
///     destination_region: "us-east-1",
///     parameters: &[],
///     expires_in: Duration::from_secs(3600),
/// };
/// let url = copy.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("https://ec2.us-west-2.amazonaws.com/?Action=CopySnapshot&Version=2016-11-15&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon EC2 API Reference, "CopySnapshot".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopySnapshotUrl<'a> {
    /// The id of the snapshot.
    pub source_snapshot_id: &'a str,
    /// The region in which the snapshot is.
    pub source_region: &'a str,
    /// The region to which it is copied.
    pub destination_region: &'a str,
    /// All other parameters of the call by their names in the API, decoded, such as `KmsKeyId`.
    pub parameters: &'a [(&'a str, &'a str)],
    /// How long the URL is valid, in whole seconds, up to 7 days.
    pub expires_in: Duration,
}

impl CopySnapshotUrl<'_> {
    /// Signs the URL, for the source region.
    ///
    /// # Errors
    /// - `empty-value`: the snapshot's id is empty.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: a region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters, the
    ///   expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        if self.source_snapshot_id.is_empty() {
            return Err(Error(Reason::EmptyValue("id of the snapshot")));
        }
        let (host, region) = regional("ec2", self.source_region)?;
        let request =
            request("GET", "https", &host, "/")?.query("Action", "CopySnapshot").query("Version", "2016-11-15");
        let request = request.query("SourceRegion", region).query("SourceSnapshotId", self.source_snapshot_id);
        let request = with_query(request, self.parameters).query("DestinationRegion", known(self.destination_region)?);
        keys.into().presign(&request, (region, "ec2"), self.expires_in, now)
    }
}
