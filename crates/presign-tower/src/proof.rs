//! The verification itself: what the library says of a request and of its body.

use presign::Timestamp;
use presign::verify::{BodyCheck, ChunkDecoder, Payload, Policy, SignedRequest};

use crate::{Key, Refusal};

/// What is to be compared with the body.
pub(crate) enum Rule {
    /// Nothing: the signature says nothing about it, and no checksum is declared.
    Any,
    /// A hash, or checksums.
    Whole(BodyCheck),
    /// The body is in chunks.
    Chunks(Box<ChunkDecoder>),
}

/// Verifies a request, and says what is to be compared with its body.
pub(crate) fn verify(request: &SignedRequest, key: &Key, now: Timestamp, policy: &Policy) -> Result<Rule, Refusal> {
    let payload = match key {
        Key::Credentials(credentials) => request.verify_with_credentials(credentials, now, policy)?,
        Key::Derived { key, session_token } => {
            if request.session_token() != session_token.as_deref() {
                return Err(presign::verify::Refusal::SessionToken.into());
            }
            request.verify(key, now, policy)?
        }
    };
    Ok(match payload {
        Payload::Unsigned => Rule::Any,
        Payload::Streaming(_) | Payload::UnsignedTrailer => Rule::Chunks(Box::new(match key {
            Key::Credentials(credentials) => request.chunks_with_credentials(credentials, now, policy)?,
            Key::Derived { key, .. } => request.chunks(key, now, policy)?,
        })),
        payload => Rule::Whole(payload.body_check()?),
    })
}
