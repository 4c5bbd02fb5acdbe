//! A server in a thread of its own.

use std::io;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

/// A server's thread. When this is dropped the server has stopped: nobody writes to its files any more.
#[derive(Debug)]
pub(crate) struct Background {
    /// Dropped, it tells the thread to end at once.
    running: Option<oneshot::Sender<()>>,
    /// Tells it to answer what has begun, and then to end.
    ending: watch::Sender<bool>,
    /// Dropped when it has ended.
    ended: Option<oneshot::Receiver<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Serves in a thread of its own, so that this works inside any runtime or none.
    pub(crate) fn spawn<F>(
        name: &str,
        listener: std::net::TcpListener,
        serve: impl FnOnce(TcpListener, watch::Receiver<bool>) -> F,
    ) -> io::Result<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (ending, is_ending) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = {
            let _context = runtime.enter();
            listener.set_nonblocking(true)?;
            serve(TcpListener::from_std(listener)?, is_ending)
        };
        let (running, stopped) = oneshot::channel::<()>();
        let (at_end, ended) = oneshot::channel::<()>();
        let thread = thread::Builder::new().name(name.into()).spawn(move || {
            runtime.spawn(async move {
                served.await;
                drop(at_end);
            });
            // It ends when the other end is dropped: nothing is ever sent.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { running: Some(running), ending, ended: Some(ended), thread: Some(thread) })
    }

    /// Accepts no more connections, and waits until those that are open have been answered, or for so long.
    pub(crate) async fn drain(&mut self, patience: Duration) {
        let _ = self.ending.send(true);
        if let Some(ended) = self.ended.take() {
            let _ = tokio::time::timeout(patience, ended).await;
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A listener at this address, and the address with its port. The port 0 is any that is free.
pub(crate) fn listen(address: SocketAddr) -> io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
