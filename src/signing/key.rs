//! Signing keys.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::error::Error;
#[cfg(feature = "sigv4a")]
use crate::error::Reason;
use crate::signing::Algorithm;
use crate::signing::scope::TERMINATOR;
use crate::signing::signature::Bytes;
#[cfg(feature = "sigv4a")]
use crate::signing::v4a::PrivateKey;
use crate::signing::{Scope, Signature, StringToSign};
use crate::timestamp::Timestamp;

/// The key that signs within one [`Scope`]: one day, one region, one service.
///
/// A service that holds it instead of the secret access key can sign only within that scope.
/// It is wiped from memory when dropped, and `Debug` shows only its scope.
///
/// ```
/// use presign::{Credentials, Scope, SigningKey, Timestamp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let scope = Scope::new(Timestamp::parse("20150830T123600Z")?, "us-east-1", "iam")?;
/// let key = SigningKey::derive(&credentials, &scope);
/// assert_eq!(key.secret_bytes()[..4], [0xc4, 0xaf, 0xb1, 0xcc]);
/// assert_eq!(format!("{key:?}"), "SigningKey(20150830/us-east-1/iam/aws4_request)");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS, "Create a signed AWS API request" (derive a signing key).
#[derive(Clone)]
pub struct SigningKey {
    bytes: Zeroizing<[u8; 32]>,
    secret: Secret,
    scope: Scope,
    expiry: Option<Timestamp>,
}

/// What a key signs with, by the algorithm of its scope.
#[derive(Clone)]
enum Secret {
    /// Ready for the string to sign. Cloning it saves the two SHA-256 blocks that an HMAC key costs.
    Hmac(Hmac<Sha256>),
    #[cfg(feature = "sigv4a")]
    Ecdsa(PrivateKey),
}

impl SigningKey {
    /// Derives the key of a scope from the secret access key, with four HMACs. (For SigV4a, see `Scope::multi_region`.)
    #[must_use]
    pub fn derive(credentials: &Credentials, scope: &Scope) -> Self {
        Self::derive_for(credentials, scope.clone())
    }

    pub(super) fn derive_for(credentials: &Credentials, scope: Scope) -> Self {
        #[cfg(feature = "sigv4a")]
        if scope.algorithm() == Algorithm::EcdsaP256Sha256 {
            let key = PrivateKey::derive(credentials);
            return Self { bytes: key.to_bytes(), secret: Secret::Ecdsa(key), scope, expiry: credentials.expiry() };
        }
        let mut key = Zeroizing::new(sign(&mac(credentials.prefixed_secret()), scope.date().as_bytes()));
        for part in [scope.region(), scope.service(), TERMINATOR] {
            *key = sign(&mac(&*key), part.as_bytes());
        }
        Self { secret: Secret::Hmac(mac(&*key)), bytes: key, scope, expiry: credentials.expiry() }
    }

    /// Creates a key from its 32 bytes, which were derived elsewhere.
    ///
    /// # Errors
    /// - `invalid-signing-key`: the scope is one of SigV4a, and the bytes are not a private key of P-256.
    pub fn from_secret_bytes(bytes: [u8; 32], scope: Scope) -> Result<Self, Error> {
        let bytes = Zeroizing::new(bytes);
        let secret = match scope.algorithm() {
            Algorithm::HmacSha256 => Secret::Hmac(mac(&*bytes)),
            #[cfg(feature = "sigv4a")]
            Algorithm::EcdsaP256Sha256 => {
                Secret::Ecdsa(PrivateKey::from_bytes(&bytes).ok_or(Error(Reason::InvalidSigningKey))?)
            }
        };
        Ok(Self { bytes, secret, scope, expiry: None })
    }

    /// Returns when the credentials expire that the key was derived from, if they had an expiry. That of a key given as
    /// its bytes is not known: see [`Signer::with_expiry`](crate::Signer::with_expiry).
    #[must_use]
    pub fn expiry(&self) -> Option<Timestamp> {
        self.expiry
    }

    /// Returns the key itself, for example to pass it to a service that signs. Treat it as a secret.
    #[must_use]
    pub fn secret_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Returns the scope that the key signs for.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Signs a string to sign.
    #[must_use]
    pub fn sign(&self, string_to_sign: &StringToSign) -> Signature {
        self.sign_bytes(string_to_sign.as_str().as_bytes())
    }

    /// Returns whether `signature` is this key's signature of the string to sign. The comparison looks at every byte:
    /// the bench `timing` of the repository sees no difference between a first and a last digit that is wrong.
    #[must_use]
    pub fn verify(&self, string_to_sign: &StringToSign, signature: &Signature) -> bool {
        self.verify_bytes(string_to_sign.as_str().as_bytes(), signature)
    }

    pub(crate) fn verify_bytes(&self, text: &[u8], signature: &Signature) -> bool {
        match (&self.secret, &signature.0) {
            // In constant time.
            (Secret::Hmac(mac), Bytes::Hmac(bytes)) => mac.clone().chain_update(text).verify_slice(bytes).is_ok(),
            #[cfg(feature = "sigv4a")]
            (Secret::Ecdsa(key), _) => key.verifying_key().verify_bytes(text, signature),
            #[cfg(feature = "sigv4a")]
            (Secret::Hmac(_), Bytes::Ecdsa(_)) => false,
        }
    }

    pub(crate) fn sign_bytes(&self, text: &[u8]) -> Signature {
        match &self.secret {
            Secret::Hmac(mac) => Signature(Bytes::Hmac(sign(mac, text))),
            #[cfg(feature = "sigv4a")]
            Secret::Ecdsa(key) => key.sign(text),
        }
    }
}

/// HMAC-SHA256 with a key, ready for a message. It wipes its state when dropped (the feature `zeroize` of `hmac`).
fn mac(key: &[u8]) -> Hmac<Sha256> {
    // HMAC accepts a key of any length (RFC 2104), so this cannot fail.
    Hmac::new_from_slice(key).expect("HMAC accepts a key of any length")
}

fn sign(mac: &Hmac<Sha256>, text: &[u8]) -> [u8; 32] {
    mac.clone().chain_update(text).finalize().into_bytes().into()
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.scope)
    }
}
