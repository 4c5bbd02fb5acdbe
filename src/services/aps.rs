//! Amazon Managed Service for Prometheus: remote write.

use alloc::format;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request};
use crate::signing::HeaderSignedRequest;
use crate::timestamp::Timestamp;

/// Describes a request that writes samples to a workspace by Prometheus' remote write, signed by its headers.
///
/// The headers `content-encoding`, `content-type` and `x-prometheus-remote-write-version` are the client's and not
/// signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::aps};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let write = aps::RemoteWrite { workspace: "ws-0123", region: "us-east-1", body: b"..." };
/// let signed = write.sign(&credentials, now)?;
/// assert_eq!(signed.url(), "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123/api/v1/remote_write");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Managed Service for Prometheus User Guide, "RemoteWrite".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemoteWrite<'a> {
    /// The id of the workspace.
    pub workspace: &'a str,
    /// The region of the workspace.
    pub region: &'a str,
    /// The compressed protobuf as it is sent.
    pub body: &'a [u8],
}

impl RemoteWrite<'_> {
    /// Signs the request.
    ///
    /// # Errors
    /// - `empty-value`, `invalid-argument`: the workspace's id is not one.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::sign`](crate::Request::sign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        if self.workspace.is_empty() {
            return Err(Error(Reason::EmptyValue("id of the workspace")));
        }
        if !self.workspace.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Error(Reason::InvalidArgument(
                "the id of the workspace has a character other than A-Z a-z 0-9 -",
            )));
        }
        let (host, region) = regional("aps-workspaces", self.region)?;
        let path = format!("/workspaces/{}/api/v1/remote_write", self.workspace);
        let request = request("POST", "https", &host, &path)?.body(self.body);
        keys.into().sign(&request, (region, "aps"), now)
    }
}
