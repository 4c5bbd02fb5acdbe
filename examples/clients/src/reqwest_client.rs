//! A signed request with [`reqwest`], whose requests convert from those of the crate `http`.

use hyper::http;
use presign::{Body, Signer, Timestamp};

/// A client that does not follow redirects: they would take the signature to another host.
///
/// # Errors
/// The client cannot be set up, for example since there is no TLS.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()
}

/// Signs a request with its body, and sends it.
///
/// # Errors
/// The request cannot be signed, or no response arrives.
pub async fn send(
    client: &reqwest::Client,
    signer: &Signer,
    mut request: http::Request<Vec<u8>>,
    now: Timestamp,
) -> Result<reqwest::Response, Box<dyn std::error::Error + Send + Sync>> {
    let body = request.body().clone();
    signer.sign_http(&mut request, Body::from(&body), now)?;
    Ok(client.execute(request.try_into()?).await?)
}

/// Signs a request whose body streams, and sends it. Only S3 accepts a body that is not signed, and only over HTTPS.
///
/// # Errors
/// The request cannot be signed, or no response arrives.
pub async fn send_unsigned_body(
    client: &reqwest::Client,
    signer: &Signer,
    mut request: http::Request<reqwest::Body>,
    now: Timestamp,
) -> Result<reqwest::Response, Box<dyn std::error::Error + Send + Sync>> {
    signer.sign_http(&mut request, Body::Unsigned, now)?;
    Ok(client.execute(request.try_into()?).await?)
}
