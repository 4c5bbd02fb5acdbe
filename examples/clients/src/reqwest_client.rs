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

/// Signs a request that `reqwest` has built, in place. A body that streams is not signed, which only S3 accepts.
///
/// # Errors
/// The request cannot be signed: `RequestBuilder::header` adds, so a second `content-type`, besides that of
/// `RequestBuilder::json`, is refused.
pub fn sign(
    signer: &Signer,
    request: &mut reqwest::Request,
    now: Timestamp,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut signed = http::Request::builder().method(request.method()).uri(request.url().as_str()).body(())?;
    *signed.headers_mut() = request.headers().clone();
    let body = match request.body() {
        Some(body) => body.as_bytes().map_or(Body::Unsigned, Body::from),
        None => Body::from(""),
    };
    signer.sign_http(&mut signed, body, now)?;
    *request.url_mut() = signed.uri().to_string().parse()?;
    *request.headers_mut() = std::mem::take(signed.headers_mut());
    Ok(())
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
