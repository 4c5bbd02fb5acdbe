//! AWS STS: proof of who someone is.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::request::Request;
use crate::services::endpoint::{regional, request};
use crate::services::presign::{QUARTER_OF_AN_HOUR, end, presign};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// A URL of GetCallerIdentity, which tells whoever sends it which account, user or role signed it: proof of an identity
/// without a secret.
///
/// `region` is that of the endpoint, or `aws-global` for the one without a region, `sts.amazonaws.com`. STS ignores the
/// expiry that the URL states and accepts it for 15 minutes, so [`PresignedUrl::expires_at`] is at most that.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::sts};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let url = sts::caller_identity_url("eu-west-1", Duration::from_secs(900), &credentials, now)?;
/// assert!(url.as_str().starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-"));
/// // curl -H 'accept: application/json' "$URL"
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the expiry and the credentials.
///
/// Source: AWS STS API Reference, "GetCallerIdentity".
pub fn caller_identity_url(
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let (request, region) = caller_identity(region)?;
    let url = presign(&request, (region, "sts"), expires_in, credentials, now)?;
    Ok(url.until(end(QUARTER_OF_AN_HOUR, credentials, now)))
}

/// The request, and the region to sign it for.
pub(super) fn caller_identity(region: &str) -> Result<(Request<'static>, &str), Error> {
    let (host, region) = match region {
        "aws-global" => ("sts.amazonaws.com".into(), "us-east-1"),
        _ => regional("sts", region)?,
    };
    let request = request("GET", "https", &host, "/")?.query("Action", "GetCallerIdentity");
    Ok((request.query("Version", "2011-06-15"), region))
}
