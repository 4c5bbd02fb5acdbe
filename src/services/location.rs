//! Amazon Location Service: tiles and glyphs of maps.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{regional, request};
use crate::signing::{PresignedUrl, Rules, Signer};
use crate::timestamp::Timestamp;

/// The URL of a map's tile, sprite, glyph or style descriptor, for the function with which a map renderer transforms
/// its requests.
///
/// `path` is percent-encoded, such as `/maps/v0/maps/MyMap/tiles/1/2/3`. The URL states no expiry, as those of AWS's
/// helper for browsers do not: use it within five minutes of `now`.
///
/// ```
/// use presign::{Credentials, Timestamp, services::location};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let url = location::map_url("/maps/v0/maps/MyMap/tiles/1/2/3", "us-east-1", &credentials, now)?;
/// assert!(url.as_str().starts_with("https://maps.geo.us-east-1.amazonaws.com/maps/v0/maps/MyMap/tiles/1/2/3?X-Amz-"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `invalid-argument`: the path does not begin with a slash, or has a query.
/// - `not-encoded`, `malformed-percent`, `resolved-path`: the path is not percent-encoded, or
///   would be changed in transit.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: Amazon Location Service Developer Guide, "GetMapTile".
pub fn map_url(path: &str, region: &str, credentials: &Credentials, now: Timestamp) -> Result<PresignedUrl, Error> {
    if !path.starts_with('/') {
        return Err(Error(Reason::InvalidArgument("the path does not begin with a slash")));
    }
    let (host, region) = regional("maps.geo", region)?;
    let request = request("GET", "https", &host, path)?;
    let rules = Rules { send_expires: false, ..Rules::STANDARD };
    // The expiry is required by the signer, and not in the URL.
    Signer::new(credentials.clone(), region, "geo")?.with_rules(rules).presign(&request, Duration::from_secs(300), now)
}
