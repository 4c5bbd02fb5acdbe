//! Signatures of SigV4a as they are written: in DER.

use base16ct::lower;
use p256::ecdsa;

/// The longest signature in DER: two integers of 33 bytes, and three headers of two bytes.
const MAX_LENGTH: usize = 72;

/// A signature in DER.
#[derive(Clone, Copy)]
pub(super) struct DerSignature {
    bytes: [u8; MAX_LENGTH],
    length: usize,
}

impl DerSignature {
    /// Reads lower-case hexadecimal digits. DER has one encoding for each signature, and no other is accepted. That
    /// does not make the signature the only one of its request: of (r, s) everyone can make (r, n - s), which is as
    /// good, and AWS's own signers make both kinds.
    pub(super) fn decode(digits: &str) -> Option<Self> {
        let mut bytes = [0; MAX_LENGTH];
        let length = lower::decode(digits, &mut bytes).ok()?.len();
        let read = Self { bytes, length };
        let canonical = Self::of(&ecdsa::Signature::from_der(read.as_bytes()).ok()?);
        (canonical.as_bytes() == read.as_bytes()).then_some(read)
    }

    pub(super) fn of(signature: &ecdsa::Signature) -> Self {
        let der = signature.to_der();
        let (mut bytes, length) = ([0; MAX_LENGTH], der.as_bytes().len());
        bytes[..length].copy_from_slice(der.as_bytes());
        Self { bytes, length }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}
