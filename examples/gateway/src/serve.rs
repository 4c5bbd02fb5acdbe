//! Connections, with and without TLS, and their limits.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

use crate::lingering::Lingering;
use crate::paced::Paced;

/// How long the gateway waits, and for how many.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a client may take for TLS, and for the head of a request: 10 seconds by default.
    pub head: Duration,
    /// How long the next 16 KiB of a body may take: 10 seconds by default.
    pub piece: Duration,
    /// How many clients are connected at once: 256 by default. More of them wait.
    pub clients: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), piece: Duration::from_secs(10), clients: 256 }
    }
}

/// How long nobody is accepted after that has failed, for example because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// TLS with the certificate and the key in these files, for HTTP/2 and HTTP/1.1.
///
/// # Errors
/// They cannot be read, or are not what they should be.
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, Box<dyn Error>> {
    let certificates = CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    let mut config = builder.with_single_cert(certificates, PrivateKeyDer::from_pem_file(key)?)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until the task is dropped.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, gateway: Router, limits: Limits) {
    let places = Arc::new(Semaphore::new(limits.clients));
    // The places are never closed.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (tls, gateway) = (tls.clone(), gateway.clone());
        tokio::spawn(async move {
            match tls {
                None => connection(stream, gateway, limits).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(limits.head, tls.accept(stream)).await {
                        connection(stream, gateway, limits).await;
                    }
                }
            }
            drop(place);
        });
    }
}

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, gateway: Router, limits: Limits) {
    let service = tower::ServiceExt::map_request(gateway, move |request: Request<hyper::body::Incoming>| {
        request.map(|body| Body::new(Paced::new(Body::new(body), limits.piece)))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(limits.head).keep_alive_timeout(limits.head);
    // A connection that breaks off is the client's affair.
    let _ = builder
        .serve_connection(TokioIo::new(Lingering::new(stream, limits.head)), TowerToHyperService::new(service))
        .await;
}
