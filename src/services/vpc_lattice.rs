//! Amazon VPC Lattice: requests to services in its networks.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::request::Request;
use crate::services::endpoint::known;
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The presigned URL of a request to a VPC Lattice service, whose auth policy then sees who signed it. The body is not
/// signed; the header `x-amz-content-sha256`, which says so, must be sent.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Request, Timestamp, services::vpc_lattice};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let request = Request::get("https://svc-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-west-2.on.aws/path")?;
/// let url = vpc_lattice::url(&request, "us-west-2", Duration::from_secs(300), &credentials, now)?;
/// // curl -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$URL"
/// assert!(url.headers().eq([("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `unknown-region`: the region is not one of AWS.
/// - As [`Signer::presign`](crate::Signer::presign).
///
/// Source: Amazon VPC Lattice User Guide, "SIGv4 authenticated requests for Amazon VPC Lattice".
pub fn url(
    request: &Request<'_>,
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    presign(request, (known(region)?, "vpc-lattice-svcs"), expires_in, credentials, now)
}
