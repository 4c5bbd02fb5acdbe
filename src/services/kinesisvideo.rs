//! Amazon Kinesis Video Streams: signaling channels of WebRTC.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{known, request, with_query};
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The lifetime of AWS's SDK for WebRTC: a second less than five minutes.
const LIFETIME: Duration = Duration::from_secs(299);

/// The WebSocket with which the master of a signaling channel connects, valid for 299 seconds.
///
/// `endpoint` is the `wss://` endpoint that GetSignalingChannelEndpoint returns for the role MASTER.
///
/// ```
/// use presign::{Credentials, Timestamp, services::kinesisvideo};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let channel = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/testChannel/1234567890";
/// let endpoint = "wss://m-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com";
/// let url = kinesisvideo::master_url(endpoint, channel, "us-west-2", &credentials, now)?;
/// assert!(url.as_str().starts_with("wss://m-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-ChannelARN=arn%3Aaws"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `invalid-argument`, `invalid-url`: the endpoint is not a host after `wss://`.
/// - `empty-value`, `unknown-region`: the channel is empty, or the region is not one of AWS.
/// - As [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: Amazon Kinesis Video Streams WebRTC Developer Guide, "ConnectAsMaster".
pub fn master_url(
    endpoint: &str,
    channel_arn: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    url(endpoint, &[("X-Amz-ChannelARN", channel_arn)], region, credentials, now)
}

/// The WebSocket for a viewer, who chooses a client id. The rest is as for [`master_url`], for the role VIEWER.
///
/// # Errors
/// As [`master_url`].
///
/// Source: Amazon Kinesis Video Streams WebRTC Developer Guide, "ConnectAsViewer".
pub fn viewer_url(
    endpoint: &str,
    channel_arn: &str,
    client_id: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let parameters = [("X-Amz-ChannelARN", channel_arn), ("X-Amz-ClientId", client_id)];
    url(endpoint, &parameters, region, credentials, now)
}

fn url(
    endpoint: &str,
    parameters: &[(&'static str, &str)],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let host = endpoint.strip_prefix("wss://").ok_or(Error(Reason::InvalidArgument(
        "the endpoint of a signaling channel begins with wss://: it is the one for the protocol WSS",
    )))?;
    if let Some((name, _)) = parameters.iter().find(|(_, value)| value.is_empty()) {
        return Err(Error(Reason::EmptyValue(name)));
    }
    let request = with_query(request("GET", "wss", host.strip_suffix('/').unwrap_or(host), "/")?, parameters);
    presign(&request, (known(region)?, "kinesisvideo"), LIFETIME, credentials, now)
}
