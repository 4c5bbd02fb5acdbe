//! SigV4a: signatures by ECDSA on the curve P-256, with a key that is the same for every day, region and service.
//!
//! AWS has no page on how the key is derived. Source: `aws-c-auth`, the library that AWS's SDKs sign SigV4a with, and
//! its test suite.

use alloc::boxed::Box;
use alloc::format;
use core::fmt;

use base16ct::lower;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::elliptic_curve::PrimeField;
use p256::{NonZeroScalar, Scalar, ecdsa};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::signing::StringToSign;
use crate::signing::signature::DerSignature;
use crate::signing::signature::{Bytes, Signature};

/// A private key. It is wiped from memory when dropped.
#[derive(Clone)]
pub(super) struct PrivateKey(Box<ecdsa::SigningKey>);

impl PrivateKey {
    /// Derives the key of an access key id and its secret.
    pub(super) fn derive(credentials: &Credentials) -> Self {
        let secret = Zeroizing::new(format!("AWS4A{}", credentials.secret()));
        // It hashes a longer key than its block, and pads a shorter one.
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC accepts a key of any length");
        let candidate = |counter: u8| {
            // The input of the key derivation function of NIST SP 800-108: counter, label, context, and the length in
            // bits.
            let mac = mac.clone().chain_update([0, 0, 0, 1]).chain_update("AWS4-ECDSA-P256-SHA256").chain_update([0]);
            let mac = mac.chain_update(credentials.access_key_id()).chain_update([counter]).chain_update([0, 0, 1, 0]);
            Scalar::from_repr(<[u8; 32]>::from(mac.finalize().into_bytes()).into())
        };
        // A candidate is too large once in 2^32 times. Then the next one is taken.
        let scalar = (1..=254).find_map(|counter| {
            let below_order = Option::<Scalar>::from(candidate(counter))?;
            Option::<NonZeroScalar>::from(NonZeroScalar::new(below_order + Scalar::ONE))
        });
        // All of them are too large once in 2^8128 times.
        Self(Box::new(scalar.expect("one of 254 numbers is below the order of the curve").into()))
    }

    /// A key of 32 bytes, unless they are zero or more than the order of the curve allows.
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        ecdsa::SigningKey::from_slice(bytes).ok().map(|key| Self(Box::new(key)))
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// Signs with a nonce that follows from key and text (RFC 6979): there is no random generator that could fail.
    pub(super) fn sign(&self, text: &[u8]) -> Signature {
        let signature: ecdsa::Signature = self.0.sign(text);
        Signature(Bytes::Ecdsa(DerSignature::of(&signature)))
    }

    pub(super) fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(*self.0.verifying_key())
    }
}

/// The public key of SigV4a: it verifies what the credentials sign on any day, in any region and for any service, and
/// cannot sign. (Requires the feature `sigv4a`.)
///
/// ```
/// use presign::{Credentials, VerifyingKey};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let key = VerifyingKey::derive(&credentials);
/// assert_eq!(key.to_sec1_bytes()[..5], [0x04, 0xb6, 0x61, 0x8f, 0x6a]);
/// assert_eq!(VerifyingKey::from_sec1_bytes(&key.to_sec1_bytes())?, key);
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ecdsa::VerifyingKey);

impl VerifyingKey {
    /// Derives the key of an access key ID and its secret access key.
    #[must_use]
    pub fn derive(credentials: &Credentials) -> Self {
        PrivateKey::derive(credentials).verifying_key()
    }

    /// Creates a key from its 65 bytes: `0x04`, then the two coordinates, 32 bytes each, the most significant byte
    /// first. A point that is compressed to 33 bytes is taken too.
    ///
    /// # Errors
    /// - `invalid-verifying-key`: the bytes are not a point of the curve.
    pub fn from_sec1_bytes(bytes: &[u8]) -> Result<Self, Error> {
        ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self).map_err(|_| Error(Reason::InvalidVerifyingKey))
    }

    /// Returns the 65 bytes of the key.
    #[must_use]
    pub fn to_sec1_bytes(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        // An uncompressed point of this curve has 65 bytes.
        bytes.copy_from_slice(self.0.to_sec1_point(false).as_bytes());
        bytes
    }

    /// Returns whether `signature` is a signature of the string to sign by the private key of this key. No signature of
    /// another algorithm is.
    #[must_use]
    pub fn verify(&self, string_to_sign: &StringToSign, signature: &Signature) -> bool {
        self.verify_bytes(string_to_sign.as_str().as_bytes(), signature)
    }

    pub(crate) fn verify_bytes(&self, text: &[u8], signature: &Signature) -> bool {
        let Bytes::Ecdsa(der) = &signature.0 else { return false };
        ecdsa::Signature::from_der(der.as_bytes()).is_ok_and(|signature| self.0.verify(text, &signature).is_ok())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", lower::encode_string(&self.to_sec1_bytes()))
    }
}
