//! Public keys in PEM.

use alloc::boxed::Box;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::pkcs8::DecodePublicKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::cloudfront::Hash;
use crate::cloudfront::pem::{Pem, refused};
use crate::error::Error;

/// A public key, as it was uploaded to CloudFront: RSA, or ECDSA on the curve P-256. (Requires the feature
/// `cloudfront-pem`.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Rsa(Box<rsa::PublicKey>),
    Ecdsa(Box<p256::ecdsa::VerifyingKey>),
}

impl PublicKey {
    /// Reads a key from PEM: `PUBLIC KEY`, or `RSA PUBLIC KEY` (PKCS #1).
    ///
    /// # Errors
    /// - `invalid-pem`: it is not such a key, or of a kind that CloudFront does not accept.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let pem = Pem::parse(pem, "PUBLIC KEY")?;
        let der = pem.der.as_slice();
        let rsa = match pem.label {
            "RSA PUBLIC KEY" => rsa::PublicKey::from_pkcs1_der(der).ok(),
            _ => rsa::PublicKey::from_public_key_der(der).ok(),
        };
        let kind = rsa.map(|key| Kind::Rsa(Box::new(key)));
        let ecdsa = || p256::ecdsa::VerifyingKey::from_public_key_der(der).ok();
        let kind = kind.or_else(|| Some(Kind::Ecdsa(Box::new(ecdsa()?))));
        kind.map(Self).ok_or(refused("the PEM has no RSA key and no ECDSA key on P-256, which CloudFront accepts"))
    }

    /// Returns whether it is a signature of a policy: of RSA, or of ECDSA in DER.
    #[must_use]
    pub fn verify(&self, hash: Hash, policy: &[u8], signature: &[u8]) -> bool {
        match (&self.0, hash) {
            (Kind::Rsa(key), Hash::Sha1) => key.pkcs1v15_verify::<Sha1>(policy, signature).is_ok(),
            (Kind::Rsa(key), Hash::Sha256) => key.pkcs1v15_verify::<Sha256>(policy, signature).is_ok(),
            (Kind::Ecdsa(key), Hash::Sha1) => by_ecdsa(key, &Sha1::digest(policy), signature),
            (Kind::Ecdsa(key), Hash::Sha256) => by_ecdsa(key, &Sha256::digest(policy), signature),
        }
    }
}

fn by_ecdsa(key: &p256::ecdsa::VerifyingKey, digest: &[u8], signature: &[u8]) -> bool {
    let signature = p256::ecdsa::Signature::from_der(signature);
    signature.is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())
}
