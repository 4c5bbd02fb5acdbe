//! A signed request with [`ureq`], which blocks: for programs without an async runtime.

use http::{Request, Response};
use presign::{Body, Signer, Timestamp};
use ureq::http;

/// Signs a request with its body, sends it, and returns the whole response, whatever its status.
///
/// # Errors
/// The request cannot be signed, or no whole response arrives.
pub fn send(
    signer: &Signer,
    mut request: Request<Vec<u8>>,
    now: Timestamp,
) -> Result<Response<Vec<u8>>, Box<dyn std::error::Error>> {
    let body = request.body().clone();
    signer.sign_http(&mut request, Body::from(&body), now)?;
    // A redirect would take the signature to another host, and a refusal has a body that says why.
    let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
    let (parts, mut body) = agent.run(request)?.into_parts();
    Ok(Response::from_parts(parts, body.read_to_vec()?))
}
