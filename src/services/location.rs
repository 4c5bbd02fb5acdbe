//! Amazon Location Service: tiles and glyphs of maps.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request};
use crate::signing::{PresignedUrl, Rules};
use crate::timestamp::Timestamp;

/// Describes the URL of a map's tile, sprite, glyph or style descriptor, for the function with which a map renderer
/// transforms its requests.
///
/// It states no expiry, as those of AWS's helper for browsers do not: use it within five minutes of `now`.
///
/// ```
/// use presign::{Credentials, Timestamp, services::location};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let tile = location::MapUrl { path: "/maps/v0/maps/MyMap/tiles/1/2/3", region: "us-east-1" };
/// let url = tile.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("https://maps.geo.us-east-1.amazonaws.com/maps/v0/maps/MyMap/tiles/1/2/3?X-Amz-"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Location Service Developer Guide, "GetMapTile".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapUrl<'a> {
    /// The path, percent-encoded, such as `/maps/v0/maps/MyMap/tiles/1/2/3`.
    pub path: &'a str,
    /// The region of the map.
    pub region: &'a str,
}

impl MapUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `invalid-argument`: the path does not begin with a slash, or has a query.
    /// - `not-encoded`, `malformed-percent`, `resolved-path`: the path is not percent-encoded, or would be changed
    ///   in transit.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        if !self.path.starts_with('/') {
            return Err(Error(Reason::InvalidArgument("the path does not begin with a slash")));
        }
        let (host, region) = regional("maps.geo", self.region)?;
        let request = request("GET", "https", &host, self.path)?;
        let rules = Rules { send_expires: false, ..Rules::STANDARD };
        keys.into().with_signer((region, "geo"), |signer| {
            // The expiry is required by the signer, and not in the URL.
            request.presign(&signer.copy_with_rules(rules, now)?, Duration::from_secs(300), now)
        })
    }
}
