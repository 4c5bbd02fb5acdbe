//! Amazon Polly: speech from a URL.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{regional, request, with_query};
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The URL of synthesized speech, for an `<audio>` element: SynthesizeSpeech as a GET request.
///
/// `parameters` are those of the API by their names: `Text`, `OutputFormat` and `VoiceId` are required, `Engine`,
/// `LanguageCode`, `LexiconNames` (repeated), `SampleRate`, `SpeechMarkTypes` (repeated) and `TextType` are not.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::polly};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let parameters = [("Text", "Good morning"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna"), ("Engine", "neural")];
/// let url = polly::speech_url(&parameters, "us-east-1", Duration::from_secs(900), &credentials, now)?;
/// assert!(url.as_str().starts_with("https://polly.us-east-1.amazonaws.com/v1/speech?Text=Good%20morning&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `invalid-argument`: a required parameter is missing.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the parameters, the expiry and the credentials.
///
/// Source: Amazon Polly Developer Guide, "SynthesizeSpeech".
pub fn speech_url(
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let has = |name: &&str| parameters.iter().any(|(given, _)| given == name);
    if !["Text", "OutputFormat", "VoiceId"].iter().all(has) {
        return Err(Error(Reason::InvalidArgument(
            "Amazon Polly requires the parameters Text, OutputFormat and VoiceId",
        )));
    }
    let (host, region) = regional("polly", region)?;
    let request = with_query(request("GET", "https", &host, "/v1/speech")?, parameters);
    presign(&request, (region, "polly"), expires_in, credentials, now)
}
