//! AWS STS: proof of who someone is.

use core::time::Duration;

use crate::error::Error;
use crate::request::Request;
use crate::services::Keys;
use crate::services::endpoint::{regional, request};
use crate::services::keys::QUARTER_OF_AN_HOUR;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Describes a URL of GetCallerIdentity, which tells whoever sends it which account, user or role signed it: proof of
/// an identity without a secret.
///
/// STS ignores the expiry that the URL states and accepts it for 15 minutes, so [`PresignedUrl::expires_at`] is at most
/// that.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::sts};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let who = sts::CallerIdentityUrl { region: "eu-west-1", expires_in: Duration::from_secs(900) };
/// let url = who.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-"));
/// // curl -H 'accept: application/json' "$URL"
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS STS API Reference, "GetCallerIdentity".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerIdentityUrl<'a> {
    /// The region of the endpoint, or `aws-global` for the one without a region, `sts.amazonaws.com`, which is signed
    /// for `us-east-1`.
    pub region: &'a str,
    /// What the URL states about how long it is valid, in whole seconds, up to 7 days.
    pub expires_in: Duration,
}

impl CallerIdentityUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let ((request, region), keys) = (caller_identity(self.region)?, keys.into());
        let url = keys.presign(&request, (region, "sts"), self.expires_in, now)?;
        Ok(url.until(keys.end(QUARTER_OF_AN_HOUR, now)))
    }
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
