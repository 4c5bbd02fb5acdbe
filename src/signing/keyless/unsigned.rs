//! What lacks nothing but its signature.

use alloc::string::String;
use core::fmt;

use base16ct::lower;
use zeroize::Zeroizing;

use crate::error::{Error, Reason};
use crate::signing::StringToSign;
#[cfg(feature = "x509")]
use crate::signing::keyless::certificate::Certificate;
#[cfg(feature = "sigv4a")]
use crate::signing::{Algorithm, Signature};

/// A request that lacks nothing but its signature, from [`KeylessSigner`](crate::KeylessSigner). `T` is what it
/// becomes: a [`HeaderSignedRequest`](crate::HeaderSignedRequest) or a [`PresignedUrl`](crate::PresignedUrl).
///
/// [`sign_with`](Self::sign_with) asks a closure for the signature. Where asking takes its time, as it does for a KMS,
/// take [`string_to_sign`](Self::string_to_sign) there and come back with the signature to [`finish`](Self::finish):
/// it can wait and be sent between threads. AWS accepts the request for some minutes from the time for which it was
/// prepared. (Requires the feature `sigv4a` or `x509`.)
#[derive(Clone)]
#[must_use = "the request is not signed before `finish`"]
pub struct Unsigned<T> {
    pub(super) string_to_sign: StringToSign,
    pub(super) form: Form,
    pub(super) unfinished: T,
    /// What stands around the digits of the signature.
    pub(super) around: [Zeroizing<String>; 2],
    /// Adds the signature and what stands around it.
    pub(super) add: fn(&mut T, &str) -> Result<(), Error>,
}

/// Which signatures there can be.
#[derive(Clone)]
pub(super) enum Form {
    /// On the curve P-256, in DER.
    #[cfg(feature = "sigv4a")]
    SigV4a,
    #[cfg(feature = "x509")]
    Certificate(Certificate),
}

impl<T> Unsigned<T> {
    /// Returns what the key must sign: the bytes of [`as_str`](StringToSign::as_str), with SHA-256, or their
    /// [`hash`](StringToSign::hash) where a device signs hashes.
    #[must_use]
    pub fn string_to_sign(&self) -> &StringToSign {
        &self.string_to_sign
    }

    /// Adds the signature: PKCS#1 v1.5 for RSA (never PSS), DER for ECDSA, see [`ecdsa_der`](crate::ecdsa_der), and for
    /// ML-DSA that of the string itself. Whether it is the key's is for the server to find.
    ///
    /// # Errors
    /// - `signature-form`: it is not one that the key could have made.
    pub fn finish(self, signature: &[u8]) -> Result<T, Error> {
        let digits = lower::encode_string(signature);
        self.form.check(signature, &digits)?;
        let Self { mut unfinished, around: [before, after], add, .. } = self;
        let text = Zeroizing::new([&before, digits.as_str(), &after].concat());
        add(&mut unfinished, &text)?;
        Ok(unfinished)
    }

    /// Adds the signature that `sign` makes of the string to sign, in the form that [`finish`](Self::finish) names.
    ///
    /// # Errors
    /// - Those of `sign`, and as [`finish`](Self::finish).
    pub fn sign_with<S: AsRef<[u8]>, E: From<Error>>(
        self,
        sign: impl FnOnce(&StringToSign) -> Result<S, E>,
    ) -> Result<T, E> {
        let signature = sign(&self.string_to_sign)?;
        Ok(self.finish(signature.as_ref())?)
    }
}

impl Form {
    #[allow(unused_variables, reason = "each feature needs one of them")]
    fn check(&self, signature: &[u8], digits: &str) -> Result<(), Error> {
        let checked = match self {
            #[cfg(feature = "sigv4a")]
            Self::SigV4a => match Signature::parse(digits) {
                Ok(signature) if signature.algorithm() == Algorithm::EcdsaP256Sha256 => Ok(()),
                _ => Err("an ECDSA signature on P-256 in DER"),
            },
            #[cfg(feature = "x509")]
            Self::Certificate(certificate) => certificate.check_form(signature),
        };
        checked.map_err(|expected| Error(Reason::SignatureForm(expected)))
    }
}

/// The string to sign. The rest may hold a session token.
impl<T> fmt::Debug for Unsigned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").field("string_to_sign", &self.string_to_sign).finish_non_exhaustive()
    }
}
