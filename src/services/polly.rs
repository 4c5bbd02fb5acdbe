//! Amazon Polly: speech from a URL.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request, with_query};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Describes the URL of synthesized speech, for an `<audio>` element: SynthesizeSpeech as a GET request.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::polly};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let speech = polly::SpeechUrl {
///     region: "us-east-1",
///     parameters: &[("Text", "Good morning"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna"), ("Engine", "neural")],
///     expires_in: Duration::from_secs(900),
/// };
/// let url = speech.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("https://polly.us-east-1.amazonaws.com/v1/speech?Text=Good%20morning&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Polly Developer Guide, "SynthesizeSpeech".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechUrl<'a> {
    /// The region that synthesizes the speech.
    pub region: &'a str,
    /// The parameters of the API by their names, decoded: `Text`, `OutputFormat` and `VoiceId` are required, `Engine`,
    /// `LanguageCode`, `LexiconNames` (repeated), `SampleRate`, `SpeechMarkTypes` (repeated) and `TextType` are not.
    pub parameters: &'a [(&'a str, &'a str)],
    /// How long the URL is valid, in whole seconds, up to 7 days.
    pub expires_in: Duration,
}

impl SpeechUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `invalid-argument`: a required parameter is missing.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters, the
    ///   expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let has = |name: &&str| self.parameters.iter().any(|(given, _)| given == name);
        if !["Text", "OutputFormat", "VoiceId"].iter().all(has) {
            return Err(Error(Reason::InvalidArgument(
                "Amazon Polly requires the parameters Text, OutputFormat and VoiceId",
            )));
        }
        let (host, region) = regional("polly", self.region)?;
        let request = with_query(request("GET", "https", &host, "/v1/speech")?, self.parameters);
        keys.into().presign(&request, (region, "polly"), self.expires_in, now)
    }
}
