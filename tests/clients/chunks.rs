//! Bodies of the coding `aws-chunked`, verified and decoded by the crate.

use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, Timestamp};

use crate::http::Request;

/// What is in the chunks of a request that has been verified, or the reason to refuse them.
pub(crate) fn decode(
    request: &Request,
    body: &[u8],
    credentials: &Credentials,
    now: Timestamp,
    policy: &Policy,
) -> Result<Vec<u8>, String> {
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parsed = SignedRequest::parse(&request.method, &request.target, headers).map_err(|error| error.to_string())?;
    let (_, mut chunks) = parsed.verify(credentials, now, policy).map_err(|error| error.to_string())?;
    let mut decoded = Vec::new();
    for mut piece in body.chunks(16 * 1024) {
        while let Some(bytes) = chunks.decode(&mut piece).map_err(|error| error.to_string())? {
            decoded.extend_from_slice(bytes);
        }
    }
    chunks.finish().map_err(|error| error.to_string())?;
    Ok(decoded)
}
