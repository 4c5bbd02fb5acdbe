//! Amazon VPC Lattice: requests to services in its networks.

use core::time::Duration;

use crate::error::Error;
use crate::request::Request;
use crate::services::Keys;
use crate::services::endpoint::known;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Describes the presigned URL of a request to a VPC Lattice service, whose auth policy then sees who signed it. The
/// body is not signed; the header `x-amz-content-sha256`, which says so, must be sent.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Request, Timestamp, services::vpc_lattice};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let request = Request::get("https://svc-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-west-2.on.aws/path")?;
/// let url = vpc_lattice::RequestUrl { request: &request, region: "us-west-2", expires_in: Duration::from_secs(300) };
/// let url = url.sign(&credentials, now)?;
/// // curl -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$URL"
/// assert!(url.headers().eq([("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon VPC Lattice User Guide, "SIGv4 authenticated requests for Amazon VPC Lattice".
#[derive(Clone, Copy, Debug)]
pub struct RequestUrl<'a> {
    /// The request, whose URL is the one of the service in the network.
    pub request: &'a Request<'a>,
    /// The region of the service.
    pub region: &'a str,
    /// How long the URL is valid, in whole seconds, up to 7 days.
    pub expires_in: Duration,
}

impl RequestUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign).
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        keys.into().presign(self.request, (known(self.region)?, "vpc-lattice-svcs"), self.expires_in, now)
    }
}
