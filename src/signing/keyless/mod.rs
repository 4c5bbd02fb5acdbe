//! Signing with keys that are held elsewhere: in a TPM, an HSM or a KMS, or by another library.
//!
//! A `KeylessSigner` knows who signs and writes everything but the signature, `Unsigned` waits for it. What is signed
//! is written by `authorize` and `presign`, as for every other signer.

#[cfg(feature = "x509")]
mod certificate;
mod ecdsa;
mod signer;
mod unsigned;

#[cfg(feature = "x509")]
pub use certificate::Certificate;
pub use ecdsa::ecdsa_der;
pub use signer::KeylessSigner;
pub use unsigned::Unsigned;
