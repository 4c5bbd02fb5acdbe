//! Connections that are given a limited time and of which there is a limited number, so that slow clients take neither all
//! file handles nor all memory. What a server in production has in front of it does the same.

use std::error::Error;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, Sleep, sleep};

/// How many clients are served at once. More of them wait until one has gone.
const MAX_CONNECTIONS: usize = 256;
/// How long the head of a request may take, and how long a connection may rest between two of them.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a client may leave an answer unread.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// How long to wait for the others to finish when there are no more file handles.
const REST: Duration = Duration::from_millis(50);

type Failure = Box<dyn Error + Send + Sync>;

/// Serves whoever connects, until it is told to end: then those requests that have begun are answered, and no others. The
/// bodies of the requests are not limited here.
pub(crate) async fn serve<A, F, B, E>(listener: TcpListener, mut ending: watch::Receiver<bool>, answer: A)
where
    A: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<B>, E>> + Send + 'static,
    B: Body<Data: Send, Error: Into<Failure>> + Send + 'static,
    E: Into<Failure>,
{
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        // It is never closed.
        let place = tokio::select! {
            place = Arc::clone(&room).acquire_owned() => place,
            () = ended(&mut ending) => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ended(&mut ending) => break,
        };
        let Ok((stream, _)) = stream else {
            sleep(REST).await;
            continue;
        };
        let (answer, mut ending) = (answer.clone(), ending.clone());
        tokio::spawn(async move {
            let _place = place;
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            let connection = http.serve_connection(TokioIo::new(Timed::new(stream)), service_fn(answer));
            let mut connection = pin!(connection);
            // A connection that breaks off is the client's affair.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = ended(&mut ending) => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    drop(listener);
    // Every place is free again when the last connection has gone.
    let _ = room.acquire_many(u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX)).await;
}

/// Waits until it is time to end.
async fn ended(ending: &mut watch::Receiver<bool>) {
    // If nobody can say it any more the whole server is about to be dropped.
    let _ = ending.wait_for(|ending| *ending).await;
}

/// A stream that fails when nothing can be written to it for too long.
struct Timed {
    stream: TcpStream,
    waits: Pin<Box<Sleep>>,
    is_waiting: bool,
}

impl Timed {
    fn new(stream: TcpStream) -> Self {
        Self { stream, waits: Box::pin(sleep(WRITE_TIME)), is_waiting: false }
    }

    /// Counts the time from the first write that has to wait to the next that has not.
    fn timed<T>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.is_waiting = false;
            return result;
        }
        if !self.is_waiting {
            self.is_waiting = true;
            self.waits.as_mut().reset(Instant::now() + WRITE_TIME);
        }
        ready!(self.waits.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Timed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Timed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.timed(cx, result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
