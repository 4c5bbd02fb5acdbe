//! Private keys in PEM.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::pkcs8::DecodePrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::cloudfront::pem::{Pem, refused};
use crate::cloudfront::{Hash, Policy, SignedPolicy};
use crate::error::{CloudFrontReason, Error};

/// A private key of a trusted key group: RSA, or ECDSA on the curve P-256. (Requires the feature `cloudfront-pem`.)
///
/// It is wiped from memory when dropped. Private operations of RSA are blinded with random numbers of the operating
/// system, and are in constant time; signatures of ECDSA need no random numbers (RFC 6979).
#[derive(Clone)]
pub struct PrivateKey(Kind);

#[derive(Clone)]
enum Kind {
    Rsa(Box<rsa::PrivateKey>),
    Ecdsa(Box<p256::ecdsa::SigningKey>),
}

impl PrivateKey {
    /// Reads a key from PEM: `PRIVATE KEY` (PKCS #8), `RSA PRIVATE KEY` (PKCS #1) or `EC PRIVATE KEY` (SEC 1).
    ///
    /// CloudFront accepts RSA keys of 2048 bits; this crate reads those of 1024 to 8192.
    ///
    /// # Errors
    /// - `invalid-pem`: it is not such a key, or is encrypted, or of a kind that CloudFront does not accept, such as
    ///   P-384, DSA and Ed25519.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let pem = Pem::parse(pem, "PRIVATE KEY")?;
        let der = pem.der.as_slice();
        let rsa = match pem.label {
            "RSA PRIVATE KEY" => rsa::PrivateKey::from_pkcs1_der(der).ok(),
            "PRIVATE KEY" => rsa::PrivateKey::from_pkcs8_der(der).ok(),
            _ => None,
        };
        let ecdsa = || match pem.label {
            "EC PRIVATE KEY" => p256::SecretKey::from_sec1_der(der).ok(),
            "PRIVATE KEY" => p256::SecretKey::from_pkcs8_der(der).ok(),
            _ => None,
        };
        // Shorter ones are refused by the crate where they are public keys.
        let rsa = rsa.filter(|key| (128..=1024).contains(&key.size()));
        let kind = rsa.map(|key| Kind::Rsa(Box::new(key)));
        let kind = kind.or_else(|| Some(Kind::Ecdsa(Box::new(ecdsa()?.into()))));
        kind.map(Self).ok_or(refused("the PEM has no RSA key and no ECDSA key on P-256, which CloudFront accepts"))
    }

    fn sign(&self, hash: Hash, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = match (&self.0, hash) {
            (Kind::Rsa(key), Hash::Sha1) => key.pkcs1v15_sign::<Sha1>(message).ok(),
            (Kind::Rsa(key), Hash::Sha256) => key.pkcs1v15_sign::<Sha256>(message).ok(),
            (Kind::Ecdsa(key), Hash::Sha1) => by_ecdsa(key, &Sha1::digest(message)),
            (Kind::Ecdsa(key), Hash::Sha256) => by_ecdsa(key, &Sha256::digest(message)),
        };
        signature.ok_or(Error::from(CloudFrontReason::KeyCannotSign))
    }
}

fn by_ecdsa(key: &p256::ecdsa::SigningKey, digest: &[u8]) -> Option<Vec<u8>> {
    let signature: p256::ecdsa::Signature = key.sign_prehash(digest).ok()?;
    Some(signature.to_der().as_bytes().to_vec())
}

/// Signing with a key in PEM.
impl Policy {
    /// Signs the policy. (Requires the feature `cloudfront-pem`.)
    ///
    /// `key_pair_id` is the id of the public key in CloudFront, such as `K2JCJMDEHXQW5F`.
    ///
    /// # Errors
    /// - `invalid-argument`: the id has a character other than letters and digits.
    /// - `key-cannot-sign`: the operating system has no random numbers, or the parts of the key contradict each other.
    pub fn sign(&self, key_pair_id: &str, hash: Hash, key: &PrivateKey) -> Result<SignedPolicy, Error> {
        self.sign_with(key_pair_id, hash, |policy| key.sign(hash, policy))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Rsa(_) => "PrivateKey(RSA)",
            Kind::Ecdsa(_) => "PrivateKey(ECDSA)",
        })
    }
}
