//! Verifying and decoding the messages of an event stream.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::{fmt, mem};

use crate::credentials::Credentials;
use crate::signing::events::chain::{self, Sealed};
use crate::signing::events::frame;
use crate::signing::{Algorithm, EventMessage, Scope, Signature, SigningKey};
use crate::timestamp::Timestamp;
use crate::verify::events::fault::EventFault;
use crate::verify::read::claims::check_expiry;
use crate::verify::{Malformed, Place, Policy, Proof, Refusal};

/// The decoder of an event stream: it verifies each message and its place in the stream, and returns what was signed.
/// (Requires the feature `event-stream`.)
///
/// [`SignedRequest::verify_events`](crate::verify::SignedRequest::verify_events) returns it. Hand in what arrives: the
/// pieces of a body, or one message of a WebSocket after the other. Each message has a date of its own, for which
/// [`Policy::clock_skew`] and [`Policy::max_age`] hold; its place in the stream follows from the signatures, so that a
/// clock that is set back breaks nothing. Over midnight in UTC the decoder derives the next day's key, if the proof was
/// made of [`Credentials`](crate::Credentials).
///
/// At most [`Policy::max_chunk`] bytes of a message are kept, and no more than have arrived, whatever length it
/// announces.
#[derive(Clone)]
#[must_use = "whether the stream has its end is found by `finish`"]
pub struct EventDecoder {
    /// None if the messages are not signed.
    chain: Option<Chain>,
    max_message: usize,
    /// The beginning of a frame that arrives in pieces.
    buffer: Vec<u8>,
    /// How many messages have begun.
    count: u64,
    state: State,
}

#[derive(Clone)]
enum State {
    Open,
    Ended,
    Failed(Refusal),
}

/// What the next message is verified with.
#[derive(Clone)]
struct Chain {
    key: SigningKey,
    /// What the keys of later days are derived from.
    credentials: Option<Credentials>,
    previous: Signature,
    clock_skew: u64,
    max_age: u64,
}

impl EventDecoder {
    /// Begins to decode messages that are not signed: those that Amazon Transcribe accepts over a WebSocket, and all
    /// that AWS answers. Anyone between the two ends can change, drop and add them, unless there is TLS.
    ///
    /// Such a stream has no end that all services agree on. That of Amazon Transcribe is an event with an empty
    /// payload, which is returned as any other: a server must look for it.
    ///
    /// ```
    /// use presign::verify::{EventDecoder, Policy, Refusal};
    /// use presign::{EventMessage, Timestamp};
    ///
    /// let frame = EventMessage::new("{}").header(":event-type", "TranscriptEvent").encode()?;
    /// let mut messages = EventDecoder::unsigned(&Policy::new("us-east-1", "transcribe"));
    /// let mut piece = frame.as_slice();
    /// let message = messages.decode(&mut piece, Timestamp::parse("20150830T123600Z")?)?;
    /// assert_eq!(message.map(EventMessage::into_payload), Some(b"{}".to_vec()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Source: Amazon Transcribe Developer Guide, "Setting up a WebSocket stream".
    pub fn unsigned(policy: &Policy) -> Self {
        Self::new(None, policy)
    }

    /// Continues a stream after the message, or the opening, with this signature, which was verified elsewhere.
    ///
    /// # Errors
    /// - [`Refusal::Credentials`], [`Refusal::KeyScope`]: the proof is not usable, or not for this scope, which is that
    ///   of the opening.
    /// - [`Refusal::Malformed`]: the proof, the scope or the signature is one of SigV4a, which has no event streams.
    pub fn resume<'k>(
        proof: impl Into<Proof<'k>>,
        scope: &Scope,
        previous: Signature,
        policy: &Policy,
    ) -> Result<Self, Refusal> {
        let proof = proof.into();
        if [scope.algorithm(), previous.algorithm()] != [Algorithm::HmacSha256; 2] {
            return Err(Malformed::Algorithm(Place::Authorization).into());
        }
        let key = proof.signing_key(scope)?;
        Ok(Self::after(key, proof.credentials(), previous, policy))
    }

    /// Begins after the opening with this signature.
    pub(super) fn after(
        key: SigningKey,
        credentials: Option<&Credentials>,
        previous: Signature,
        policy: &Policy,
    ) -> Self {
        let chain = Chain {
            key,
            credentials: credentials.cloned(),
            previous,
            clock_skew: policy.clock_skew.as_secs(),
            max_age: policy.max_age.as_secs(),
        };
        Self::new(Some(chain), policy)
    }

    fn new(chain: Option<Chain>, policy: &Policy) -> Self {
        Self { chain, max_message: policy.max_chunk, buffer: Vec::new(), count: 0, state: State::Open }
    }

    /// Takes from the front of `piece`, and returns the next message. `None` once `piece` is used up: then it is time
    /// for the next piece, unless the stream [is ended](Self::is_ended).
    ///
    /// # Errors
    /// - [`Refusal::Events`]: a message is malformed, too old, too long, or not the one that was signed after the one
    ///   before it; or something follows the end.
    /// - [`Refusal::CredentialsExpired`]: the credentials expired while the stream was open.
    ///
    /// The stream is to be refused then: every later call returns the same error.
    pub fn decode(&mut self, piece: &mut &[u8], now: Timestamp) -> Result<Option<EventMessage>, Refusal> {
        let decoded = self.next(piece, now);
        decoded.inspect_err(|refusal| self.state = State::Failed(refusal.clone()))
    }

    fn next(&mut self, piece: &mut &[u8], now: Timestamp) -> Result<Option<EventMessage>, Refusal> {
        loop {
            match &self.state {
                State::Failed(refusal) => return Err(refusal.clone()),
                _ if piece.is_empty() => return Ok(None),
                State::Ended => return Err(EventFault::AfterEnd.into()),
                State::Open => {}
            }
            let Some(frame) = self.frame(piece)? else { return Ok(None) };
            let number = self.count;
            let Some(chain) = &mut self.chain else {
                return EventMessage::of_frame(&frame)
                    .map(Some)
                    .map_err(|fault| EventFault::Frame(number, fault).into());
            };
            let sealed = Sealed::read(&frame).map_err(|fault| EventFault::Frame(number, fault))?;
            chain.verify(&sealed, number, now)?;
            if !sealed.payload.is_empty() {
                let message = EventMessage::of_frame(sealed.payload);
                return message.map(Some).map_err(|fault| EventFault::Inner(number, fault).into());
            }
            self.state = State::Ended;
        }
    }

    /// Takes the next frame off, once it is whole. It is copied only if it arrives in pieces.
    fn frame<'p>(&mut self, piece: &mut &'p [u8]) -> Result<Option<Cow<'p, [u8]>>, EventFault> {
        if self.buffer.is_empty() {
            self.count += 1;
            if let Some(prelude) = piece.first_chunk::<{ frame::PRELUDE }>() {
                let length = self.length(prelude)?;
                if let Some((frame, rest)) = piece.split_at_checked(length) {
                    *piece = rest;
                    return Ok(Some(Cow::Borrowed(frame)));
                }
            }
        }
        self.fill(piece, frame::PRELUDE);
        if self.buffer.len() < frame::PRELUDE {
            return Ok(None);
        }
        let length = self.length(&self.buffer)?;
        self.fill(piece, length);
        Ok((self.buffer.len() == length).then(|| Cow::Owned(mem::take(&mut self.buffer))))
    }

    /// The length of the frame that begins with these bytes.
    fn length(&self, prelude: &[u8]) -> Result<usize, EventFault> {
        let number = self.count;
        let (length, _) = frame::lengths(prelude).map_err(|fault| EventFault::Frame(number, fault))?;
        if length > self.max_message {
            return Err(EventFault::TooLong { number, length: length as u64, max: self.max_message as u64 });
        }
        Ok(length)
    }

    /// Keeps bytes of the piece until there are so many.
    fn fill(&mut self, piece: &mut &[u8], length: usize) {
        let missing = length.saturating_sub(self.buffer.len());
        let (bytes, rest) = piece.split_at(missing.min(piece.len()));
        self.buffer.extend_from_slice(bytes);
        *piece = rest;
    }

    /// Returns whether the signed end of the stream has been verified. Never of unsigned messages.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Ends the stream, when nothing more can arrive.
    ///
    /// # Errors
    /// - [`Refusal::Events`]: it breaks off, within a message or before its signed end.
    /// - What [`decode`](Self::decode) returned.
    pub fn finish(self) -> Result<(), Refusal> {
        match self.state {
            State::Failed(refusal) => Err(refusal),
            State::Ended => Ok(()),
            State::Open if self.chain.is_none() && self.buffer.is_empty() => Ok(()),
            State::Open => {
                let whole = self.count - u64::from(!self.buffer.is_empty());
                Err(EventFault::BreaksOff(whole).into())
            }
        }
    }
}

impl Chain {
    /// Refuses every message except the one that was signed after the one before it, in time.
    fn verify(&mut self, sealed: &Sealed<'_>, number: u64, now: Timestamp) -> Result<(), Refusal> {
        let date = u64::try_from(sealed.milliseconds).ok();
        let date = date.and_then(|date| Timestamp::from_unix_seconds(date / 1000).ok());
        let date = date.ok_or(EventFault::DateRange(number))?;
        self.check_date(date, number, now)?;
        check_expiry(self.key.expiry(), now)?;
        self.turn_to(date).ok_or(EventFault::Day(number))?;
        let signature = Signature::of_hmac(sealed.signature);
        let text = chain::string_to_sign(self.key.scope(), date, &self.previous, sealed.date_header, sealed.payload);
        // In constant time.
        if !self.key.verify_bytes(text.as_bytes(), &signature) {
            return Err(EventFault::Signature(number).into());
        }
        self.previous = signature;
        Ok(())
    }

    fn check_date(&self, date: Timestamp, number: u64, now: Timestamp) -> Result<(), EventFault> {
        if date > now.plus(self.clock_skew) || now > date.plus(self.max_age) {
            return Err(EventFault::Date { number, date, now });
        }
        Ok(())
    }

    /// Derives the key of another day, if there is something to derive it from.
    fn turn_to(&mut self, date: Timestamp) -> Option<()> {
        let scope = self.key.scope();
        if !scope.covers(date) {
            let scope = Scope::of_checked(date, scope.region(), scope.service());
            self.key = SigningKey::derive(self.credentials.as_ref()?, &scope);
        }
        Some(())
    }
}

impl fmt::Debug for EventDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_signed = self.chain.is_some();
        f.debug_struct("EventDecoder")
            .field("is_signed", &is_signed)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}
