//! Amazon Transcribe: streaming over WebSocket.

use alloc::format;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::endpoint::{regional, request, with_query};
use crate::services::presign::{at_most, presign};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The longest expiry in seconds.
const MAX_EXPIRES: u64 = 300;

/// The WebSocket to which audio is streamed and from which its transcript comes. The URL is valid for at most 300
/// seconds; the connection lasts longer.
///
/// `parameters` are those of the API by their names: `media-encoding`, `sample-rate` and `language-code` (or another way
/// to say the language) are required, `session-id`, `vocabulary-name` and others are not.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::transcribe};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let parameters = [("language-code", "en-US"), ("media-encoding", "pcm"), ("sample-rate", "16000")];
/// let url = transcribe::stream_url(&parameters, "us-east-1", Duration::from_secs(60), &credentials, now)?;
/// assert!(url.as_str().starts_with("wss://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket?"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `over-limit`: the expiry is over 300 seconds.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the parameters, the expiry and the credentials.
///
/// Source: Amazon Transcribe Developer Guide, "Setting up a WebSocket stream".
pub fn stream_url(
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    url("stream", parameters, region, expires_in, credentials, now)
}

/// The WebSocket of Amazon Transcribe Medical. The rest is as for [`stream_url`].
///
/// # Errors
/// As [`stream_url`].
pub fn medical_stream_url(
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    url("medical-stream", parameters, region, expires_in, credentials, now)
}

/// The WebSocket of Amazon Transcribe Call Analytics. The rest is as for [`stream_url`].
///
/// # Errors
/// As [`stream_url`].
pub fn call_analytics_stream_url(
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    url("call-analytics-stream", parameters, region, expires_in, credentials, now)
}

fn url(
    kind: &str,
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Transcribe URL", expires_in)?;
    let (host, region) = regional("transcribestreaming", region)?;
    let path = format!("/{kind}-transcription-websocket");
    let request = with_query(request("GET", "wss", &format!("{host}:8443"), &path)?, parameters);
    presign(&request, (region, "transcribe"), expires_in, credentials, now)
}
