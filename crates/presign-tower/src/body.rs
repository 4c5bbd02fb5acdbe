//! A body of which only verified bytes are given out.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
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
    /// memory, and of signed chunks the one that is not verified yet.
    pub struct VerifiedBody<B> {
        #[pin]
        source: Option<B>,
        check: Check,
    }
}

struct Check {
    rule: State,
    verdict: Verdict,
    /// The last piece, until the next comes or the body is good.
    held: Option<Bytes>,
    /// Of a body in chunks, what is not decoded yet.
    encoded: Bytes,
    /// How many more bytes are accepted.
    room: u64,
    most: u64,
    trailers: Option<HeaderMap>,
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
        check.held = Some(bytes).filter(|bytes| !bytes.is_empty());
        Self { source: None, check }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.check.verdict.clone()
    }
}

impl Check {
    fn new(rule: State, most: u64) -> Self {
        let (held, encoded) = (None, Bytes::new());
        Self { rule, verdict: Verdict::default(), held, encoded, room: most, most, trailers: None }
    }

    fn refuse(&mut self, refusal: impl Into<Refusal>) -> BodyError {
        let refusal = refusal.into();
        self.rule = State::Failed;
        self.held = None;
        self.verdict.refuse(refusal.clone());
        BodyError::Refused(refusal)
    }

    /// Counts what is given out.
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
        while !self.encoded.is_empty() {
            let State::Decoding(decoder) = &mut self.rule else { break };
            let mut rest = &self.encoded[..];
            let decoded = match decoder.decode(&mut rest) {
                Ok(decoded) => decoded.map(|bytes| part_of(&self.encoded, bytes)),
                Err(error) => return Err(self.refuse(error)),
            };
            let used = self.encoded.len() - rest.len();
            self.encoded.advance(used);
            let Some(bytes) = decoded else { break };
            self.count(&bytes)?;
            if let Some(before) = self.held.replace(bytes) {
                return Ok(Some(before));
            }
        }
        Ok(None)
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

/// A part of these bytes, without a copy if it is one.
fn part_of(whole: &Bytes, part: &[u8]) -> Bytes {
    let (outer, inner) = (whole.as_ptr_range(), part.as_ptr_range());
    if outer.start <= inner.start && inner.end <= outer.end {
        whole.slice_ref(part)
    } else {
        Bytes::copy_from_slice(part)
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
                let last = check.held.take().map(Frame::data);
                return Poll::Ready(last.or_else(|| check.trailers.take().map(Frame::trailers)).map(Ok));
            };
            given = match ready!(source.poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(mut data) => check.arrive(data.copy_to_bytes(data.remaining())),
                    // Nothing signs these.
                    Err(_) => Ok(None),
                },
                Some(Err(error)) => {
                    check.rule = State::Failed;
                    check.held = None;
                    this.source.set(None);
                    return Poll::Ready(Some(Err(BodyError::Source(error.into()))));
                }
                None => {
                    this.source.set(None);
                    check.end().map(|()| None)
                }
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.check.rule {
            State::Any => self.source.as_ref().is_none_or(Body::is_end_stream),
            State::Good => self.check.held.is_none() && self.check.trailers.is_none(),
            State::Decoding(_) | State::Failed => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.check.held.as_ref().map_or(0, Bytes::len) as u64;
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
