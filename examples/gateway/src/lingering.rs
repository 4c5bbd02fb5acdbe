//! A connection that is not cut off while its client still sends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A connection that is read on for a while after its end has been sent. Otherwise a client that has not sent all of a
/// refused body yet gets an error of the connection in place of the refusal.
pub(crate) struct Lingering<S> {
    stream: S,
    time: Duration,
    /// Set once the end has been sent.
    timer: Option<Pin<Box<Sleep>>>,
    left: usize,
}

/// How much is read on: of what clients send in one piece, most.
const MOST: usize = 64 << 20;

impl<S> Lingering<S> {
    pub(crate) fn new(stream: S, time: Duration) -> Self {
        Self { stream, time, timer: None, left: MOST }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.timer.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        let time = this.time;
        let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        let mut bytes = [0; 16 << 10];
        while timer.as_mut().poll(context).is_pending() && this.left > 0 {
            let mut buffer = ReadBuf::new(&mut bytes);
            if ready!(Pin::new(&mut this.stream).poll_read(context, &mut buffer)).is_err() || buffer.filled().is_empty()
            {
                break;
            }
            this.left = this.left.saturating_sub(buffer.filled().len());
        }
        Poll::Ready(Ok(()))
    }
}
