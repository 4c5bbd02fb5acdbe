//! Amazon Transcribe: streaming over WebSocket.

use alloc::format;
use core::time::Duration;

use crate::error::Error;
use crate::services::Keys;
use crate::services::endpoint::{regional, request, with_query};
use crate::services::keys::at_most;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The longest expiry in seconds.
const MAX_EXPIRES: u64 = 300;

/// Describes the WebSocket to which audio is streamed and from which its transcript comes. The URL is valid for at most
/// 300 seconds; the connection lasts longer. The messages on it are those of an event stream, which `EventSigner` signs
/// (with the feature `event-stream`), or which are not signed.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::transcribe};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let stream = transcribe::StreamUrl {
///     stream: transcribe::Stream::Standard,
///     region: "us-east-1",
///     parameters: &[("language-code", "en-US"), ("media-encoding", "pcm"), ("sample-rate", "16000")],
///     expires_in: Duration::from_secs(60),
/// };
/// let url = stream.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("wss://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket?"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Transcribe Developer Guide, "Setting up a WebSocket stream".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamUrl<'a> {
    /// The kind of the stream.
    pub stream: Stream,
    /// The region that transcribes.
    pub region: &'a str,
    /// The parameters of the API by their names, decoded: `media-encoding`, `sample-rate` and `language-code` (or
    /// another way to say the language) are required, `session-id`, `vocabulary-name` and others are not.
    pub parameters: &'a [(&'a str, &'a str)],
    /// How long the URL is valid, in whole seconds, at most 300.
    pub expires_in: Duration,
}

/// Lists the kinds of streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stream {
    /// Amazon Transcribe.
    #[default]
    Standard,
    /// Amazon Transcribe Medical.
    Medical,
    /// Amazon Transcribe Call Analytics.
    CallAnalytics,
}

impl StreamUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `over-limit`: the expiry is over 300 seconds.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters, the
    ///   expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let path = match self.stream {
            Stream::Standard => "/stream-transcription-websocket",
            Stream::Medical => "/medical-stream-transcription-websocket",
            Stream::CallAnalytics => "/call-analytics-stream-transcription-websocket",
        };
        let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Transcribe URL", self.expires_in)?;
        let (host, region) = regional("transcribestreaming", self.region)?;
        let request = with_query(request("GET", "wss", &format!("{host}:8443"), path)?, self.parameters);
        keys.into().presign(&request, (region, "transcribe"), expires_in, now)
    }
}
