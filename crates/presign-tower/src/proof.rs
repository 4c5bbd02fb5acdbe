//! The verification itself: what the library says of a request and of its body.

use presign::Timestamp;
use presign::verify::{BodyDecoder, Payload, Policy, SignedRequest, Verified};

use crate::{Key, Refusal};

/// What is to be compared with the body.
pub(crate) enum Rule {
    /// Nothing: the signature says nothing about it, and no checksum is declared.
    Any,
    /// A hash, or checksums.
    Whole(BodyDecoder),
    /// The body is in chunks.
    Chunks(BodyDecoder),
}

/// Verifies a request, and says what is to be compared with its body.
pub(crate) fn verify(
    request: &SignedRequest,
    key: &Key,
    now: Timestamp,
    policy: &Policy,
) -> Result<(Verified, Rule), Refusal> {
    let (verified, decoder) = match key {
        Key::Credentials(credentials) => request.verify(credentials, now, policy)?,
        Key::Derived { key, session_token } => request.verify((key, session_token.as_deref()), now, policy)?,
    };
    let rule = match verified.payload() {
        Payload::Unsigned => Rule::Any,
        _ if decoder.bytes_left().is_some() => Rule::Chunks(decoder),
        _ => Rule::Whole(decoder),
    };
    Ok((verified, rule))
}
