//! Signing the messages of an event stream.

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{Error, Reason};
use crate::request::payload::PAYLOAD_HEADER;
use crate::signing::events::chain::{self, EVENTS};
use crate::signing::events::message::EventMessage;
use crate::signing::{Algorithm, HeaderSignedRequest, PresignedUrl, Signature, Signer};
use crate::timestamp::Timestamp;

/// Signs the messages of an event stream in their order, after the request that opens it was signed. (Requires the
/// feature `event-stream`.)
///
/// Over HTTP/2 the body of a header-signed request is the stream, over a WebSocket each message is a binary message
/// after a presigned URL was opened. The end is a message of its own, which [`finish`](Self::finish) makes: a server
/// must take a stream without it for one that broke off.
///
/// ```
/// use core::time::Duration;
/// use presign::services::transcribe::{Stream, StreamUrl};
/// use presign::{Credentials, EventMessage, EventSigner, Signer, Timestamp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let signer = Signer::new(credentials, "us-east-1", "transcribe")?;
/// let stream = StreamUrl {
///     stream: Stream::Standard,
///     region: "us-east-1",
///     parameters: &[("language-code", "en-US"), ("media-encoding", "pcm"), ("sample-rate", "16000")],
///     expires_in: Duration::from_secs(60),
/// };
/// let url = stream.sign(&signer, Timestamp::parse("20150830T123600Z")?)?;
/// let mut events = EventSigner::of_url(&signer, &url)?;
/// let audio = EventMessage::new([0; 320])
///     .header(":content-type", "application/octet-stream")
///     .header(":event-type", "AudioEvent")
///     .header(":message-type", "event");
/// let sent = [
///     events.sign(&audio, Timestamp::parse("20150830T123601Z")?)?,
///     events.finish(Timestamp::parse("20150830T123602Z")?)?,
/// ];
/// # assert_eq!(sent[1].len(), 83);
/// # Ok::<(), presign::Error>(())
/// ```
///
/// The credentials are those of the opening until the end: AWS refuses a stream whose signer got others in between. At
/// midnight in UTC the signer derives the next day's key, so it needs [`Credentials`](crate::Credentials) and not only
/// the [key](Signer::with_key) of a day. Amazon Transcribe refuses messages that are older than five minutes.
///
/// `Debug` shows no key and no signature.
///
/// Source: Amazon Transcribe Developer Guide, "Setting up an HTTP/2 stream".
#[derive(Clone)]
#[must_use = "the stream ends with what `finish` returns"]
pub struct EventSigner {
    signer: Signer,
    previous: Signature,
}

impl EventSigner {
    /// Begins a stream that is opened by a presigned URL, as over a WebSocket. The signer is the one that signed the
    /// URL, or an equal one.
    ///
    /// # Errors
    /// - `event-stream`: the URL was signed with another access key id, region or service, or with SigV4a, which has no
    ///   event streams.
    pub fn of_url(signer: &Signer, opening: &PresignedUrl) -> Result<Self, Error> {
        let [before, after] = &signer.credential;
        let url = opening.as_str();
        let is_credential =
            |at: usize| url.get(at + before.len() + DATE_LENGTH..).is_some_and(|rest| rest.starts_with(after.as_str()));
        if !url.match_indices(before.as_str()).any(|(at, _)| is_credential(at)) {
            return Err(Error(Reason::EventStream(OTHER_SIGNER)));
        }
        Self::of_text(signer, url, "X-Amz-Signature=")
    }

    /// Begins a stream that is the body of a request that was signed by its headers, as over HTTP/2. The request says
    /// so by its [payload hash](crate::Request::payload_hash); its `content-type` is
    /// `application/vnd.amazon.eventstream`.
    ///
    /// ```
    /// use presign::{Credentials, EventMessage, EventSigner, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "us-east-1", "transcribe")?;
    /// let opening = Request::post("https://transcribestreaming.us-east-1.amazonaws.com/stream-transcription")?
    ///     .header("content-type", "application/vnd.amazon.eventstream")
    ///     .header("x-amzn-transcribe-language-code", "en-US")
    ///     .payload_hash("STREAMING-AWS4-HMAC-SHA256-EVENTS")
    ///     .sign(&signer, Timestamp::parse("20150830T123600Z")?)?;
    /// let mut events = EventSigner::of_request(&signer, &opening)?;
    /// let mut body = events.sign(&EventMessage::new([0; 320]), Timestamp::parse("20150830T123601Z")?)?;
    /// body.extend(events.finish(Timestamp::parse("20150830T123602Z")?)?);
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `event-stream`: its payload hash is not that of an event stream; it was signed with another access key id,
    ///   region or service, or with SigV4a.
    pub fn of_request(signer: &Signer, opening: &HeaderSignedRequest) -> Result<Self, Error> {
        let value = |name| opening.headers().find(|(other, _)| *other == name).map_or("", |(_, value)| value);
        if value(PAYLOAD_HEADER) != EVENTS {
            let problem = "is opened by a request with the payload hash STREAMING-AWS4-HMAC-SHA256-EVENTS";
            return Err(Error(Reason::EventStream(problem)));
        }
        let authorization = value("authorization");
        let credential = format!("Credential={}/", signer.access_key_id);
        let scope = authorization.split_once(&credential).and_then(|(_, scope)| scope.get(DATE_LENGTH..));
        let (region, service) = (signer.region(), signer.service());
        if !scope.is_some_and(|scope| scope.starts_with(&format!("/{region}/{service}/aws4_request, "))) {
            return Err(Error(Reason::EventStream(OTHER_SIGNER)));
        }
        Self::of_text(signer, authorization, "Signature=")
    }

    fn of_text(signer: &Signer, text: &str, name: &str) -> Result<Self, Error> {
        let (_, signature) = text.rsplit_once(name).unwrap_or_default();
        Self::resume(signer, Signature::parse(signature.split('&').next().unwrap_or_default())?)
    }

    /// Continues a stream after the message, or the opening, with this signature: for a stream that was opened
    /// elsewhere.
    ///
    /// # Errors
    /// - `event-stream`: the signer or the signature is one of SigV4a, which has no event streams.
    pub fn resume(signer: &Signer, previous: Signature) -> Result<Self, Error> {
        if [signer.algorithm(), previous.algorithm()] != [Algorithm::HmacSha256; 2] {
            return Err(Error(Reason::EventStream("cannot be signed with SigV4a")));
        }
        Ok(Self { signer: signer.clone(), previous })
    }

    /// Signs the next message, and returns the frame to send.
    ///
    /// # Errors
    /// - `event-message`: as [`EventMessage::encode`]; the message with its signature is longer than 16 MiB.
    /// - `credentials-expired`, `signing-key-of-other-day`: the signer cannot sign at `now`.
    ///
    /// After an error the stream is as it was before.
    pub fn sign(&mut self, message: &EventMessage, now: Timestamp) -> Result<Vec<u8>, Error> {
        self.seal(&message.encode()?, now)
    }

    /// Signs the end of the stream, and returns the last frame to send.
    ///
    /// # Errors
    /// - As [`sign`](Self::sign), except for the message.
    pub fn finish(mut self, now: Timestamp) -> Result<Vec<u8>, Error> {
        self.seal(&[], now)
    }

    fn seal(&mut self, payload: &[u8], now: Timestamp) -> Result<Vec<u8>, Error> {
        self.signer.check_credentials(now)?;
        self.signer.keep_key(now);
        let date = chain::date_header(now);
        let signature = self.signer.with_key_of(now, |key| {
            let text = chain::string_to_sign(key.scope(), now, &self.previous, &date, payload);
            Ok(key.sign_bytes(text.as_bytes()))
        })?;
        let frame = chain::seal(&date, &signature, payload).map_err(|fault| Error(Reason::EventMessage(fault)))?;
        self.previous = signature;
        Ok(frame)
    }
}

const OTHER_SIGNER: &str = "is opened by a request that the same signer signed: access key id, region and service";
/// `YYYYMMDD`.
const DATE_LENGTH: usize = 8;

impl fmt::Debug for EventSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSigner").field("signer", &self.signer).finish_non_exhaustive()
    }
}
