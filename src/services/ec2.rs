//! Amazon EC2: copies of encrypted snapshots from another region.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{known, regional, request, with_query};
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The `PresignedUrl` of CopySnapshot, which allows EC2 in the destination region to read an encrypted snapshot.
///
/// `parameters` are all other parameters of the call, such as `KmsKeyId`, by their names in the API. The call, which is
/// made in the destination region, must repeat them.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::ec2};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let (snapshot, hour) = ("snap-066877671789bd71b", Duration::from_secs(3600));
/// let url = ec2::copy_snapshot_url(snapshot, "us-west-2", "us-east-1", &[], hour, &credentials, now)?;
/// assert!(url.as_str().starts_with("https://ec2.us-west-2.amazonaws.com/?Action=CopySnapshot&Version=2016-11-15&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`: the snapshot's id or a region is empty.
/// - `unknown-region`, `cannot-be-combined`: a region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the parameters, the expiry and the credentials.
///
/// Source: Amazon EC2 API Reference, "CopySnapshot".
pub fn copy_snapshot_url(
    source_snapshot_id: &str,
    source_region: &str,
    destination_region: &str,
    parameters: &[(&str, &str)],
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    if source_snapshot_id.is_empty() {
        return Err(Error(Reason::EmptyValue("id of the snapshot")));
    }
    let (host, region) = regional("ec2", source_region)?;
    let request = request("GET", "https", &host, "/")?.query("Action", "CopySnapshot").query("Version", "2016-11-15");
    let request = request.query("SourceRegion", region).query("SourceSnapshotId", source_snapshot_id);
    let request = with_query(request, parameters).query("DestinationRegion", known(destination_region)?);
    presign(&request, (region, "ec2"), expires_in, credentials, now)
}
