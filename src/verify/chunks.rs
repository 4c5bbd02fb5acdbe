//! From a verified request to the decoder of its body.

use alloc::string::ToString;

use crate::signing::chunks::chain::{ChunkChain, ChunkForm};
use crate::timestamp::Timestamp;
use crate::verify::chunk_decoder::{Checksums, ChunkDecoder, ChunkKey};
use crate::verify::chunk_trailers::Trailers;
use crate::verify::claims::Key;
use crate::verify::declared::{Comparison, announced, declared, trailing};
use crate::verify::received::Received;
use crate::verify::{Payload, Policy, Refusal};

const DECODED_LENGTH: &str = "x-amz-decoded-content-length";

impl Received {
    /// Verifies the request, and begins to decode its body.
    pub(crate) fn chunks(&self, key: Key<'_>, now: Timestamp, policy: &Policy) -> Result<ChunkDecoder, Refusal> {
        let payload = self.verify(key, now, policy)?;
        if matches!(payload, Payload::Unsigned | Payload::Sha256(_)) {
            return Err(Refusal::NotInChunks);
        }
        let name = payload.to_string();
        // A signature of one algorithm cannot be continued with another.
        let is_ours = |form: &ChunkForm| form.algorithm.is_none_or(|it| it == self.claims.scope.algorithm());
        let Some(form) = ChunkForm::of(&name).filter(is_ours) else { return Err(Refusal::ChunkForm(name)) };
        let length = parse_length(self.wire.required_header(DECODED_LENGTH)?).ok_or(Refusal::DecodedLength)?;
        let announced = announced(&self.wire);
        let checksums =
            Checksums { declared: Comparison::new(&declared(&self.wire)?)?, trailing: trailing(&announced)? };
        let chain = form.algorithm.map(|_| {
            let chain = ChunkChain::new(&self.claims.scope, self.claims.date, self.claims.signature);
            let key = match key {
                Key::Signing(key) => ChunkKey::Signing(key.clone()),
                #[cfg(feature = "sigv4a")]
                Key::Verifying(key) => ChunkKey::Verifying(*key),
            };
            (chain, key)
        });
        Ok(ChunkDecoder::new(form, chain, length, Trailers::new(announced), checksums, policy.max_chunk))
    }
}

/// Only digits: `+1` and ` 1` are numbers to some readers and not to others.
fn parse_length(value: &str) -> Option<u64> {
    value.parse().ok().filter(|_| value.bytes().all(|byte| byte.is_ascii_digit()))
}
