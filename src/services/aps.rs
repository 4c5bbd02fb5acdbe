//! Amazon Managed Service for Prometheus: remote write.

use alloc::format;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{regional, request};
use crate::signing::{AuthorizedRequest, Signer};
use crate::timestamp::Timestamp;

/// A request that writes samples to a workspace by Prometheus' remote write, signed by its headers.
///
/// `workspace` is the workspace's id, `body` the compressed protobuf as it is sent. The headers `content-encoding`,
/// `content-type` and `x-prometheus-remote-write-version` are the client's and not signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::aps};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let signed = aps::remote_write(b"...", "ws-0123", "us-east-1", &credentials, now)?;
/// assert_eq!(signed.url(), "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123/api/v1/remote_write");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `invalid-argument`: the workspace's id is not one.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::sign`](crate::Signer::sign) for the credentials.
///
/// Source: Amazon Managed Service for Prometheus User Guide, "RemoteWrite".
pub fn remote_write(
    body: &[u8],
    workspace: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<AuthorizedRequest, Error> {
    if workspace.is_empty() {
        return Err(Error(Reason::EmptyValue("id of the workspace")));
    }
    if !workspace.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(Error(Reason::InvalidArgument("the id of the workspace has a character other than A-Z a-z 0-9 -")));
    }
    let (host, region) = regional("aps-workspaces", region)?;
    let path = format!("/workspaces/{workspace}/api/v1/remote_write");
    let request = request("POST", "https", &host, &path)?.body(body);
    Signer::new(credentials.clone(), region, "aps")?.sign(&request, now)
}
