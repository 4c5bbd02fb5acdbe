//! Bodies that are passed on, and not too slowly.

use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{self, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use crate::refusal;

/// A body that is sent to the upstream or to the client. Its error may be a [`Refusal`].
pub(crate) type Body = UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>;

/// The client's body, while it is sent on. It can be let go of by both: an upstream that does not take it must not hold the
/// client's connection.
#[derive(Clone)]
pub(crate) struct Upload(Arc<Mutex<Uploading>>);

struct Uploading {
    body: Option<Incoming>,
    /// When it has last moved.
    moved: Instant,
}

impl Upload {
    pub(crate) fn new(body: Incoming) -> Self {
        Self(Arc::new(Mutex::new(Uploading { body: Some(body), moved: Instant::now() })))
    }

    pub(crate) fn moved(&self) -> Instant {
        self.lock().moved
    }

    pub(crate) fn give_up(&self) {
        self.lock().body = None;
    }

    /// Nothing panics while it is locked.
    fn lock(&self) -> MutexGuard<'_, Uploading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl body::Body for Upload {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let mut uploading = self.lock();
        let Some(body) = &mut uploading.body else { return Poll::Ready(Some(Err(refusal::no_answer().into()))) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        uploading.moved = Instant::now();
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.lock().body.as_ref().is_some_and(body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().body.as_ref().map_or_else(SizeHint::default, body::Body::size_hint)
    }
}

/// A body that fails if its next bytes are waited for too long. Who sends it does not gain time with a byte now and then: the
/// waits add up until so many bytes have come.
pub(crate) struct Paced<B> {
    body: B,
    time: Duration,
    bytes: usize,
    arrived: usize,
    waited: Duration,
    /// Since when it is waited.
    since: Option<Instant>,
    timer: Pin<Box<Sleep>>,
    /// The place that is taken until the body is at its end.
    place: Option<OwnedSemaphorePermit>,
}

impl<B> Paced<B> {
    pub(crate) fn new(body: B, time: Duration, bytes: usize) -> Self {
        Self {
            body,
            time,
            bytes,
            arrived: 0,
            waited: Duration::ZERO,
            since: None,
            timer: Box::pin(tokio::time::sleep(time)),
            place: None,
        }
    }

    pub(crate) fn place(mut self, place: OwnedSemaphorePermit) -> Self {
        self.place = Some(place);
        self
    }

    fn count(&mut self, bytes: usize) {
        self.waited += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        self.arrived += bytes;
        if self.arrived >= self.bytes {
            (self.arrived, self.waited) = (0, Duration::ZERO);
        }
    }

    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            self.timer.as_mut().reset(now + self.time.saturating_sub(self.waited));
        }
        self.timer.as_mut().poll(context).is_ready()
    }
}

impl<B: body::Body<Data = Bytes> + Unpin> body::Body for Paced<B>
where
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(frame) => {
                if frame.is_none() {
                    drop(this.place.take());
                }
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                this.count(data.map_or(0, Bytes::len));
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending if this.is_late(context) => Poll::Ready(Some(Err(refusal::too_slow().into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
