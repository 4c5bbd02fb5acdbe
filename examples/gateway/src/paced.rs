//! A body that must not arrive too slowly.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// A body that fails if its next bytes are waited for too long. Who sends it does not gain time with a byte now and
/// then: the waits add up until so many bytes have come.
pub(crate) struct Paced {
    body: Body,
    time: Duration,
    arrived: usize,
    waited: Duration,
    /// Since when it is waited.
    since: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

/// How many bytes must have come in the time that is given.
const LENGTH: usize = 16 << 10;

impl Paced {
    pub(crate) fn new(body: Body, time: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(time));
        Self { body, time, arrived: 0, waited: Duration::ZERO, since: None, timer }
    }

    fn count(&mut self, bytes: usize) {
        self.waited += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        self.arrived += bytes;
        if self.arrived >= LENGTH {
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

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(frame) => {
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                this.count(data.map_or(0, Bytes::len));
                Poll::Ready(frame)
            }
            Poll::Pending if this.is_late(context) => {
                let error = io::Error::new(io::ErrorKind::TimedOut, "the body arrives too slowly");
                Poll::Ready(Some(Err(axum::Error::new(error))))
            }
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
