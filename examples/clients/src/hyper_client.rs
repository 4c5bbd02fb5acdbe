//! A signed request with [`hyper`] and the pooled client of [`hyper_util`].

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::http::{Request, Response};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use presign::{Body, Signer, Timestamp};

/// A client for plain HTTP. For HTTPS, build it with the connector of the crate `hyper-rustls`.
#[must_use]
pub fn client() -> Client<HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

/// Signs a request with the SHA-256 of its body, which is known already, and sends it.
///
/// # Errors
/// The request cannot be signed, or no response arrives.
pub async fn send(
    client: &Client<HttpConnector, Full<Bytes>>,
    signer: &Signer,
    mut request: Request<Full<Bytes>>,
    sha256: [u8; 32],
    now: Timestamp,
) -> Result<Response<Incoming>, Box<dyn std::error::Error + Send + Sync>> {
    signer.sign_http(&mut request, Body::Sha256(sha256), now)?;
    Ok(client.request(request).await?)
}
