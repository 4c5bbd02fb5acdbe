//! The request that opens an event stream.

use crate::signing::Algorithm;
use crate::signing::events::chain::EVENTS;
use crate::timestamp::Timestamp;
use crate::verify::events::decoder::EventDecoder;
use crate::verify::events::fault::EventFault;
use crate::verify::{Malformed, Payload, Place, Policy, Proof, Refusal, SignedRequest, Verified};

impl SignedRequest {
    /// Verifies the request that opens an event stream, as [`verify`](Self::verify) does any other, and returns the
    /// decoder that verifies its messages. (Requires the feature `event-stream`.)
    ///
    /// The messages are signed one after the other, and the first after this request. In a stream of unsigned messages,
    /// which Amazon Transcribe accepts over a WebSocket, only the opening is signed: verify it with
    /// [`verify`](Self::verify), and read them with [`EventDecoder::unsigned`]. The server decides which of the two it
    /// accepts, not the client.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{Credentials, EventMessage, EventSigner, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "transcribe")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let url = Request::get("wss://example.com/stream")?.presign(&signer, Duration::from_secs(60), now)?;
    /// let mut events = EventSigner::of_url(&signer, &url)?;
    /// let frames = [events.sign(&EventMessage::new("hello"), now)?, events.finish(now)?];
    ///
    /// // On the server.
    /// let target = url.as_str().strip_prefix("wss://example.com").unwrap_or_default();
    /// let request = SignedRequest::parse("GET", target, [("host", "example.com")])?;
    /// let policy = Policy::new("us-east-1", "transcribe");
    /// let (_, mut messages) = request.verify_events(&credentials, now, &policy)?;
    /// for frame in &frames {
    ///     let mut piece = frame.as_slice();
    ///     while let Some(message) = messages.decode(&mut piece, now)? {
    ///         assert_eq!(message.payload(), b"hello");
    ///     }
    /// }
    /// assert!(messages.is_ended());
    /// messages.finish()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`verify`](Self::verify), except for the chunks.
    /// - [`Refusal::Events`]: the body is in chunks, or a request that is signed by its headers has a payload hash
    ///   other than that of an event stream, `STREAMING-AWS4-HMAC-SHA256-EVENTS`.
    /// - [`Refusal::Malformed`]: it is signed with SigV4a, which has no event streams.
    pub fn verify_events<'k>(
        &self,
        proof: impl Into<Proof<'k>>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<(Verified, EventDecoder), Refusal> {
        let (proof, received) = (proof.into(), self.received());
        if received.claims.scope.algorithm() != Algorithm::HmacSha256 {
            return Err(Malformed::Algorithm(self.place()).into());
        }
        let matching = received.verify(proof, now, policy)?;
        let is_opening = match &matching.payload {
            Payload::Streaming(name) => name == EVENTS,
            Payload::UnsignedTrailer => false,
            // A URL is signed before anyone knows the body, and a WebSocket has none.
            _ => self.place() == Place::Query,
        };
        if !is_opening {
            return Err(EventFault::NotAnOpening.into());
        }
        let (key, claims) = (matching.key.into_signing(), &received.claims);
        let begins = key.zip(claims.scope_signature());
        let (key, signature) = begins.ok_or(Malformed::Algorithm(self.place()))?;
        let decoder = EventDecoder::after(key, proof.credentials(), signature, policy);
        let signed = (matching.canonical_request, matching.string_to_sign);
        Ok((Verified::new(self, signed, matching.payload, policy), decoder))
    }
}
