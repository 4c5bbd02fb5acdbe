//! Signatures, and the algorithms that they are made with.

use alloc::string::String;
use core::str::FromStr;
use core::{fmt, str};

use base16ct::lower;
#[cfg(feature = "sigv4a")]
use p256::ecdsa;

use crate::error::{Error, Reason};
use crate::text::hex;

/// A signature, written in lower-case hexadecimal digits: 64 of them, or for SigV4a up to 144.
///
/// It grants access for as long as it is valid, so `Debug` does not show it. There is no `==`: use
/// [`SigningKey::verify`](crate::SigningKey::verify), whose time does not say where two signatures differ.
#[derive(Clone, Copy)]
pub struct Signature(pub(super) Bytes);

/// The bytes of a signature, by its algorithm.
#[derive(Clone, Copy)]
pub(super) enum Bytes {
    Hmac([u8; 32]),
    /// In DER.
    #[cfg(feature = "sigv4a")]
    Ecdsa(DerSignature),
}

impl Signature {
    /// Parses 64 lower-case hexadecimal digits. With the feature `sigv4a`, the digits may also be those of an ECDSA
    /// signature in DER.
    ///
    /// # Errors
    /// - `invalid-signature`: another length, an upper-case digit, or any other character; an ECDSA signature that
    ///   is not in the one encoding that DER allows.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(bytes) = hex::decode(text) {
            return Ok(Self(Bytes::Hmac(bytes)));
        }
        #[cfg(feature = "sigv4a")]
        if let Some(signature) = DerSignature::decode(text) {
            return Ok(Self(Bytes::Ecdsa(signature)));
        }
        Err(Error(Reason::InvalidSignature))
    }

    /// The signature of Signature Version 4 with these bytes.
    #[cfg(feature = "event-stream")]
    pub(crate) fn of_hmac(bytes: [u8; 32]) -> Self {
        Self(Bytes::Hmac(bytes))
    }

    /// Returns the bytes that the digits stand for: 32, or for SigV4a a signature in DER.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Hmac(bytes) => bytes,
            #[cfg(feature = "sigv4a")]
            Bytes::Ecdsa(signature) => signature.as_bytes(),
        }
    }

    /// The digits of the longest signature.
    #[cfg(not(feature = "sigv4a"))]
    pub(super) const MAX_DIGITS: usize = 64;
    #[cfg(feature = "sigv4a")]
    pub(super) const MAX_DIGITS: usize = 144;

    /// The digits, written into a buffer.
    pub(crate) fn digits<'b>(&self, buffer: &'b mut [u8; Self::MAX_DIGITS]) -> &'b [u8] {
        // They fit.
        lower::encode(self.as_bytes(), buffer).unwrap_or_default()
    }

    /// The algorithm that makes such signatures.
    pub(crate) fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Bytes::Hmac(_) => Algorithm::HmacSha256,
            #[cfg(feature = "sigv4a")]
            Bytes::Ecdsa(_) => Algorithm::EcdsaP256Sha256,
        }
    }

    /// Appends the digits.
    #[inline]
    pub(super) fn append_to(&self, text: &mut String) {
        match &self.0 {
            // Digits are UTF-8.
            Bytes::Hmac(bytes) => text.push_str(str::from_utf8(&hex::digits(bytes)).unwrap_or_default()),
            #[cfg(feature = "sigv4a")]
            Bytes::Ecdsa(signature) => text.push_str(&lower::encode_string(signature.as_bytes())),
        }
    }
}

/// As [`Signature::parse`].
impl FromStr for Signature {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.append_to(&mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// An algorithm of Signature Version 4. The credential scope says which one signs: one with a region is for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Signature Version 4: a key for each day, region and service, shared with the server.
    HmacSha256,
    /// SigV4a: a private key for every day and every region, whose public key verifies.
    #[cfg(feature = "sigv4a")]
    EcdsaP256Sha256,
}

impl Algorithm {
    /// The name in `X-Amz-Algorithm`, in the header `Authorization` and, followed by a line break, in the string to
    /// sign.
    pub(crate) fn name(self) -> &'static str {
        self.first_line().trim_end()
    }

    /// The first line of the string to sign.
    #[inline]
    pub(super) fn first_line(self) -> &'static str {
        match self {
            Self::HmacSha256 => "AWS4-HMAC-SHA256\n",
            #[cfg(feature = "sigv4a")]
            Self::EcdsaP256Sha256 => "AWS4-ECDSA-P256-SHA256\n",
        }
    }

    /// The algorithm of this name, if it is one that can be verified here.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "AWS4-HMAC-SHA256" => Some(Self::HmacSha256),
            #[cfg(feature = "sigv4a")]
            "AWS4-ECDSA-P256-SHA256" => Some(Self::EcdsaP256Sha256),
            _ => None,
        }
    }
}

/// The longest signature in DER: two integers of 33 bytes, and three headers of two bytes.
#[cfg(feature = "sigv4a")]
const MAX_LENGTH: usize = 72;

/// A signature of SigV4a as it is written: in DER.
#[cfg(feature = "sigv4a")]
#[derive(Clone, Copy)]
pub(super) struct DerSignature {
    bytes: [u8; MAX_LENGTH],
    length: usize,
}

#[cfg(feature = "sigv4a")]
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
