//! What is signed of a body that is sent in chunks: each chunk together with the signature before it.
//!
//! Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
//! (Chunked Upload)" and "… Including Trailing Headers (Chunked Upload)"; for SigV4a `aws-c-auth`, the library that
//! AWS's SDKs sign with.

use crate::request::payload::EMPTY_PAYLOAD;
use crate::signing::Algorithm;
use crate::signing::{Scope, Signature};
use crate::text::hex;
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// How the chunks of a body are signed, and whether headers follow the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChunkForm {
    /// None if they are not signed.
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) has_trailer: bool,
}

impl ChunkForm {
    /// The form of this name, if it is one of AWS's and the algorithm is there.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let algorithms = [
            None,
            Some(Algorithm::HmacSha256),
            #[cfg(feature = "sigv4a")]
            Some(Algorithm::EcdsaP256Sha256),
        ];
        let forms = algorithms
            .into_iter()
            .flat_map(|algorithm| [false, true].into_iter().map(move |has_trailer| Self { algorithm, has_trailer }));
        forms.into_iter().find(|form| form.name() == Some(name))
    }

    /// The payload hash that stands for this form. Chunks without signatures always have a trailer.
    pub(crate) fn name(self) -> Option<&'static str> {
        match (self.algorithm, self.has_trailer) {
            (None, false) => None,
            (None, true) => Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            (Some(Algorithm::HmacSha256), false) => Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
            (Some(Algorithm::HmacSha256), true) => Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
            #[cfg(feature = "sigv4a")]
            (Some(Algorithm::EcdsaP256Sha256), false) => Some("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"),
            #[cfg(feature = "sigv4a")]
            (Some(Algorithm::EcdsaP256Sha256), true) => Some("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"),
        }
    }

    /// The digits of a signature in the body: those of SigV4a are padded to the same length.
    pub(crate) fn signature_length(self) -> usize {
        match self.algorithm {
            None => 0,
            Some(Algorithm::HmacSha256) => 64,
            #[cfg(feature = "sigv4a")]
            Some(Algorithm::EcdsaP256Sha256) => 144,
        }
    }
}

/// What follows the digits of a signature that is shorter than the longest.
pub(crate) const PADDING: u8 = b'*';

/// A string to sign for a chunk, which is a few hundred bytes.
type Text = Scratch<512>;

/// The signatures of a body: what the next one is over.
#[derive(Clone)]
pub(crate) struct ChunkChain {
    time: [u8; 16],
    scope: Scope,
    previous: Signature,
}

impl ChunkChain {
    /// The chain that begins with the request's own signature.
    pub(crate) fn new(scope: &Scope, time: Timestamp, signature: Signature) -> Self {
        Self { time: scope.time(time), scope: scope.clone(), previous: signature }
    }

    /// The string to sign for a chunk with this SHA-256.
    pub(crate) fn chunk(&self, sha256: &[u8; 32]) -> Text {
        let mut text = self.begin("-PAYLOAD\n");
        text.push(EMPTY_PAYLOAD);
        text.push("\n");
        text.push(hex::digits(sha256));
        text
    }

    /// The string to sign for the trailing headers with this SHA-256.
    pub(crate) fn trailer(&self, sha256: &[u8; 32]) -> Text {
        let mut text = self.begin("-TRAILER\n");
        text.push(hex::digits(sha256));
        text
    }

    fn begin(&self, kind: &str) -> Text {
        let mut text = Text::new();
        text.push(self.scope.algorithm().name());
        text.push(kind);
        text.push(self.time);
        text.push("\n");
        text.push(self.scope.as_str());
        text.push("\n");
        // Without padding.
        text.push(self.previous.digits(&mut [0; Signature::MAX_DIGITS]));
        text.push("\n");
        text
    }

    /// Continues with the signature of what was signed last.
    pub(crate) fn follow(&mut self, signature: Signature) {
        self.previous = signature;
    }
}
