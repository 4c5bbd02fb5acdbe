//! Amazon Kinesis Video Streams: signaling channels of WebRTC.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{known, request};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The lifetime of AWS's SDK for WebRTC: a second less than five minutes.
const LIFETIME: Duration = Duration::from_secs(299);

/// Describes the WebSocket with which the master or a viewer of a signaling channel connects. Its URL is valid for 299
/// seconds.
///
/// ```
/// use presign::{Credentials, Timestamp, services::kinesisvideo};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let master = kinesisvideo::ChannelUrl {
///     endpoint: "wss://m-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com",
///     channel_arn: "arn:aws:kinesisvideo:us-west-2:123456789012:channel/testChannel/1234567890",
///     region: "us-west-2",
///     viewer: None,
/// };
/// let url = master.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("wss://m-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-ChannelARN=arn%3Aaws"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Kinesis Video Streams WebRTC Developer Guide, "ConnectAsMaster" and "ConnectAsViewer".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelUrl<'a> {
    /// The `wss://` endpoint that GetSignalingChannelEndpoint returned for the role, MASTER or VIEWER.
    pub endpoint: &'a str,
    /// The ARN of the channel.
    pub channel_arn: &'a str,
    /// The region of the channel.
    pub region: &'a str,
    /// The client id that a viewer chose; `None` for the master.
    pub viewer: Option<&'a str>,
}

impl ChannelUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `invalid-argument`, `invalid-url`: the endpoint is not a host after `wss://`.
    /// - `empty-value`: the channel or the viewer is empty.
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the endpoint's.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let host = self.endpoint.strip_prefix("wss://").ok_or(Error(Reason::InvalidArgument(
            "the endpoint of a signaling channel begins with wss://: it is the one for the protocol WSS",
        )))?;
        let mut request = request("GET", "wss", host.strip_suffix('/').unwrap_or(host), "/")?;
        for (name, value) in [("X-Amz-ChannelARN", Some(self.channel_arn)), ("X-Amz-ClientId", self.viewer)] {
            match value {
                Some("") => return Err(Error(Reason::EmptyValue(name))),
                Some(value) => request.add_query(name, value),
                None => {}
            }
        }
        keys.into().presign(&request, (known(self.region)?, "kinesisvideo"), LIFETIME, now)
    }
}
