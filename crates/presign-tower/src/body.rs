//! A body of which only verified bytes are given out.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Body, Frame, SizeHint};
use presign::verify::BodyDecoder;

use crate::Refusal;

/// What became of a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict(Arc<Judged>);

#[derive(Debug, Default)]
struct Judged {
    is_good: AtomicBool,
    refusal: OnceLock<Refusal>,
}

impl Verdict {
    /// Nothing while the body has not been read to its end.
    pub(crate) fn get(&self) -> Option<Result<(), &Refusal>> {
        let is_good = self.0.is_good.load(Ordering::Acquire);
        self.0.refusal.get().map(Err).or(is_good.then_some(Ok(())))
    }

    fn accept(&self) {
        self.0.is_good.store(true, Ordering::Release);
    }

    fn refuse(&self, refusal: Refusal) {
        // The first one counts.
        let _ = self.0.refusal.set(refusal);
    }
}

pin_project_lite::pin_project! {
    /// The body of a request that a [`VerifyLayer`](crate::VerifyLayer) passes on: decoded where it came in chunks, and
    /// compared with the hash, the signatures and the checksums of the request while it is read.
    ///
    /// The last piece is given out only once the whole body is verified, so that a body that was changed or cut never
    /// comes to its end: it ends with [`BodyError::Refused`], and the layer answers for it. The headers after the last
    /// chunk are given out as trailers; those of the connection are not, since nothing signs them. One piece is kept in
    /// memory, and of signed chunks the one that is not verified yet. Long pieces are passed on without a copy.
    pub struct VerifiedBody<B> {
        #[pin]
        source: Option<B>,
        check: Check,
    }
}

struct Check {
    rule: State,
    verdict: Verdict,
    held: Held,
    /// Of a body in chunks, what is not decoded yet.
    encoded: Bytes,
    /// How many more bytes are accepted.
    room: u64,
    most: u64,
    trailers: Option<HeaderMap>,
}

/// What is not given out yet.
#[derive(Default)]
struct Held {
    /// What may be, and the last piece of it once the next comes or the body is good.
    verified: VecDeque<Bytes>,
    /// The chunk that is not verified yet.
    unverified: VecDeque<Bytes>,
    /// The short pieces at its end.
    joined: BytesMut,
    /// How many bytes that is in all.
    length: u64,
}

/// Pieces of a chunk that are shorter are copied, at most so many bytes into one: each keeps all the memory that it
/// arrived in, and a sender may well choose to send single bytes.
const SHORT: usize = 16 << 10;

impl Held {
    fn of(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self { verified: VecDeque::from_iter((length > 0).then_some(bytes)), length, ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn push(&mut self, bytes: Bytes, is_verified: bool) {
        self.length += bytes.len() as u64;
        if !is_verified && bytes.len() < SHORT {
            if self.joined.len() + bytes.len() > SHORT {
                self.end_joined();
            }
            self.joined.reserve(SHORT - self.joined.len());
            self.joined.extend_from_slice(&bytes);
            return;
        }
        self.end_joined();
        if is_verified {
            self.verified.append(&mut self.unverified);
            self.verified.push_back(bytes);
        } else {
            self.unverified.push_back(bytes);
        }
    }

    fn end_joined(&mut self) {
        if !self.joined.is_empty() {
            self.unverified.push_back(self.joined.split().freeze());
        }
    }

    /// The next piece, if there is one after it, or if it may be the last.
    fn next(&mut self, may_be_last: bool) -> Option<Bytes> {
        if self.verified.len() < 2 && !may_be_last {
            return None;
        }
        let bytes = self.verified.pop_front()?;
        self.length -= bytes.len() as u64;
        Some(bytes)
    }
}

enum State {
    /// Nothing is compared, or it has been.
    Any,
    Decoding(BodyDecoder),
    /// The body is good, and at its end.
    Good,
    /// The body is not good, and has been given up.
    Failed,
}

impl<B: Body> VerifiedBody<B> {
    /// A body that streams. If it is at its end already, it is judged here.
    pub(crate) fn new(source: B, decoder: BodyDecoder, most: u64) -> Self {
        let size = decoder.bytes_left().unwrap_or_else(|| source.size_hint().lower());
        let mut check = Check::new(State::Decoding(decoder), most);
        let mut source = Some(source);
        if size > most {
            let _ = check.refuse(Refusal::too_large(most));
        } else if source.as_ref().is_some_and(Body::is_end_stream) {
            source = None;
            let _ = check.end();
        }
        Self { source, check }
    }

    /// A body that nothing is compared with.
    pub(crate) fn any(source: B, most: u64) -> Self {
        let mut check = Check::new(State::Any, most);
        if source.size_hint().lower() > most {
            let _ = check.refuse(Refusal::too_large(most));
        } else {
            check.verdict.accept();
        }
        Self { source: Some(source), check }
    }

    /// A body that was read and verified before.
    pub(crate) fn whole(bytes: Bytes, most: u64) -> Self {
        let mut check = Check::new(State::Good, most);
        check.verdict.accept();
        check.held = Held::of(bytes);
        Self { source: None, check }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.check.verdict.clone()
    }
}

impl Check {
    fn new(rule: State, most: u64) -> Self {
        let (held, encoded) = (Held::default(), Bytes::new());
        Self { rule, verdict: Verdict::default(), held, encoded, room: most, most, trailers: None }
    }

    fn fail(&mut self) {
        self.rule = State::Failed;
        self.held = Held::default();
        self.encoded = Bytes::new();
    }

    fn refuse(&mut self, refusal: impl Into<Refusal>) -> BodyError {
        let refusal = refusal.into();
        self.fail();
        self.verdict.refuse(refusal.clone());
        BodyError::Refused(refusal)
    }

    /// Counts what is to be given out.
    fn count(&mut self, bytes: &Bytes) -> Result<(), BodyError> {
        match self.room.checked_sub(bytes.len() as u64) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => Err(self.refuse(Refusal::too_large(self.most))),
        }
    }

    /// Takes what has arrived, and returns what can be given out.
    fn arrive(&mut self, bytes: Bytes) -> Result<Option<Bytes>, BodyError> {
        if matches!(self.rule, State::Any) {
            return self.count(&bytes).map(|()| Some(bytes).filter(|bytes| !bytes.is_empty()));
        }
        self.encoded = bytes;
        self.decode()
    }

    /// Decodes what has arrived, up to the next piece that can be given out.
    fn decode(&mut self) -> Result<Option<Bytes>, BodyError> {
        loop {
            let next = self.held.next(matches!(self.rule, State::Good));
            let State::Decoding(decoder) = &mut self.rule else { return Ok(next) };
            if next.is_some() || self.encoded.is_empty() {
                return Ok(next);
            }
            let found = decoder.advance(&self.encoded).map_err(|refusal| self.refuse(refusal))?;
            self.encoded.advance(found.framing);
            let bytes = self.encoded.split_to(found.object);
            if !bytes.is_empty() {
                self.count(&bytes)?;
                self.held.push(bytes, found.is_verified);
            }
        }
    }

    /// Judges the whole body.
    fn end(&mut self) -> Result<(), BodyError> {
        if let State::Decoding(decoder) = std::mem::replace(&mut self.rule, State::Good) {
            let trailers = decoder.finish().map_err(|refusal| self.refuse(refusal))?;
            self.trailers = headers(&trailers);
        }
        self.verdict.accept();
        Ok(())
    }
}

fn headers(trailers: &[(String, String)]) -> Option<HeaderMap> {
    let mut map = HeaderMap::new();
    for (name, value) in trailers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            map.append(name, value);
        }
    }
    Some(map).filter(|map| !map.is_empty())
}

impl<B> Body for VerifiedBody<B>
where
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let mut this = self.project();
        let check = this.check;
        if let Some(Err(refusal)) = check.verdict.get() {
            this.source.set(None);
            return Poll::Ready(Some(Err(BodyError::Refused(refusal.clone()))));
        }
        let mut given = check.decode();
        loop {
            match given {
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Ok(None) => {}
                Err(error) => {
                    this.source.set(None);
                    return Poll::Ready(Some(Err(error)));
                }
            }
            let Some(source) = this.source.as_mut().as_pin_mut() else {
                return Poll::Ready(check.trailers.take().map(Frame::trailers).map(Ok));
            };
            given = match ready!(source.poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(mut data) => check.arrive(data.copy_to_bytes(data.remaining())),
                    // Nothing signs these.
                    Err(_) => Ok(None),
                },
                Some(Err(error)) => {
                    check.fail();
                    this.source.set(None);
                    return Poll::Ready(Some(Err(BodyError::Source(error.into()))));
                }
                None => {
                    this.source.set(None);
                    check.end().and_then(|()| check.decode())
                }
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.check.rule {
            State::Any => self.source.as_ref().is_none_or(Body::is_end_stream),
            State::Good => self.check.held.is_empty() && self.check.trailers.is_none(),
            State::Decoding(_) | State::Failed => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.check.held.length;
        let source = || self.source.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint);
        match &self.check.rule {
            State::Any => source(),
            State::Decoding(decoder) => {
                if let Some(left) = decoder.bytes_left() {
                    return SizeHint::with_exact(left + held);
                }
                let mut hint = source();
                // The upper bound first: no bound may be beyond the other.
                if let Some(upper) = hint.upper() {
                    hint.set_upper(upper.saturating_add(held));
                }
                hint.set_lower(hint.lower().saturating_add(held));
                hint
            }
            State::Good => SizeHint::with_exact(held),
            State::Failed => SizeHint::default(),
        }
    }
}

impl<B> fmt::Debug for VerifiedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedBody").field("verdict", &self.check.verdict.get()).finish_non_exhaustive()
    }
}

/// Why a [`VerifiedBody`] comes to no end.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// It is not the body that was signed, or it has another checksum. The layer answers for it, whatever the service
    /// answers.
    Refused(Refusal),
    /// It cannot be read: the connection broke off, for example.
    Source(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Source(error) => error.fmt(f),
        }
    }
}

impl Error for BodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Source(error) => Some(&**error),
        }
    }
}
