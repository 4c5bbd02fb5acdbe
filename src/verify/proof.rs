//! What a server verifies a signature with.

use alloc::borrow::Cow;

use crate::credentials::Credentials;
#[cfg(feature = "x509")]
use crate::signing::Certificate;
#[cfg(feature = "event-stream")]
use crate::signing::Scope;
use crate::signing::SigningKey;
#[cfg(feature = "sigv4a")]
use crate::signing::VerifyingKey;
use crate::timestamp::Timestamp;
#[cfg(feature = "std")]
use crate::verify::Keyring;
#[cfg(feature = "event-stream")]
use crate::verify::Place;
use crate::verify::Refusal;
use crate::verify::read::claims::{Claims, Key, check_expiry, check_token};
#[cfg(feature = "event-stream")]
use crate::verify::refusal::Malformed;

/// What a server knows of an access key id, to verify a signature with: credentials, a signing key that was derived
/// from them, or the public key of SigV4a. Each of them converts into it, and so the `verify` methods accept each.
///
/// | from | what is checked besides the signature |
/// |---|---|
/// | `&Credentials` | access key id, session token and expiry |
/// | `(&SigningKey, Option<&str>)` | the session token that was handed out with the key, or that there is none |
/// | `(&Credentials, &Keyring)` (with the feature `std`) | as for `&Credentials`; the key is derived once a day |
/// | `&SigningKey` | that the request has no session token |
/// | `(&VerifyingKey, Option<&str>)`, `&VerifyingKey` (with the feature `sigv4a`) | the same |
/// | `(&Certificate, &verify)` (with the feature `x509`) | that the request has this very certificate |
///
/// A key says nothing of the access key id that it belongs to: look it up by the request's. A key that was derived
/// from credentials with an expiry verifies nothing from then on.
///
/// ```
/// use presign::verify::{Policy, SignedRequest};
/// use presign::{Credentials, Request, Signer, SigningKey, Timestamp};
///
/// let credentials = Credentials::new("ASIAEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKEN");
/// let (signer, now) = (Signer::new(credentials.clone(), "us-east-1", "s3")?, Timestamp::parse("20150830T123600Z")?);
/// let sent = Request::get("https://s3.example/photos/a.jpg")?.sign(&signer, now)?;
/// let request = SignedRequest::parse("GET", "/photos/a.jpg", sent.headers().chain([("host", "s3.example")]))?;
///
/// let policy = Policy::new("us-east-1", "s3");
/// assert!(request.verify(&credentials, now, &policy).is_ok());
/// let key = SigningKey::derive(&credentials, request.scope());
/// assert!(request.verify((&key, Some("TOKEN")), now, &policy).is_ok());
/// assert!(request.verify(&key, now, &policy).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Proof<'k>(Kind<'k>);

#[derive(Clone, Copy, Debug)]
enum Kind<'k> {
    Credentials(&'k Credentials),
    #[cfg(feature = "std")]
    Kept(&'k Credentials, &'k Keyring),
    Signing(&'k SigningKey, Token<'k>),
    #[cfg(feature = "sigv4a")]
    Verifying(&'k VerifyingKey, Token<'k>),
    #[cfg(feature = "x509")]
    Certificate(&'k Certificate, Verify<'k>),
}

/// What verifies the signatures of a certificate's key.
#[cfg(feature = "x509")]
#[derive(Clone, Copy)]
struct Verify<'k>(&'k (dyn Fn(&[u8], &[u8]) -> bool + Sync));

#[cfg(feature = "x509")]
impl core::fmt::Debug for Verify<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Verify")
    }
}

/// The session token that was handed out with a key. `Debug` does not show it.
#[derive(Clone, Copy)]
struct Token<'k>(Option<&'k str>);

impl core::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(if self.0.is_some() { "[session token]" } else { "no session token" })
    }
}

impl<'k> From<&'k Credentials> for Proof<'k> {
    fn from(credentials: &'k Credentials) -> Self {
        Self(Kind::Credentials(credentials))
    }
}

#[cfg(feature = "std")]
impl<'k> From<(&'k Credentials, &'k Keyring)> for Proof<'k> {
    fn from((credentials, keyring): (&'k Credentials, &'k Keyring)) -> Self {
        Self(Kind::Kept(credentials, keyring))
    }
}

impl<'k> From<&'k SigningKey> for Proof<'k> {
    fn from(key: &'k SigningKey) -> Self {
        (key, None).into()
    }
}

impl<'k> From<(&'k SigningKey, Option<&'k str>)> for Proof<'k> {
    fn from((key, session_token): (&'k SigningKey, Option<&'k str>)) -> Self {
        Self(Kind::Signing(key, Token(session_token)))
    }
}

#[cfg(feature = "sigv4a")]
impl<'k> From<&'k VerifyingKey> for Proof<'k> {
    fn from(key: &'k VerifyingKey) -> Self {
        (key, None).into()
    }
}

#[cfg(feature = "sigv4a")]
impl<'k> From<(&'k VerifyingKey, Option<&'k str>)> for Proof<'k> {
    fn from((key, session_token): (&'k VerifyingKey, Option<&'k str>)) -> Self {
        Self(Kind::Verifying(key, Token(session_token)))
    }
}

/// A certificate that the server trusts, and a function that says whether its key made a signature over a string: it
/// gets the string to sign and the signature. RSA is PKCS#1 v1.5 with SHA-256, ECDSA is in DER with SHA-256 on every
/// curve, and ML-DSA is that of the string itself.
#[cfg(feature = "x509")]
impl<'k, F: Fn(&[u8], &[u8]) -> bool + Sync> From<(&'k Certificate, &'k F)> for Proof<'k> {
    fn from((certificate, verify): (&'k Certificate, &'k F)) -> Self {
        Self(Kind::Certificate(certificate, Verify(verify)))
    }
}

impl<'k> Proof<'k> {
    /// Refuses what is not these claims' and this session token's, without looking at the signature.
    pub(super) fn check(&self, claims: &Claims, token: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
        match self.0 {
            #[cfg(feature = "std")]
            Kind::Kept(credentials, _) => Proof::from(credentials).check(claims, token, now),
            Kind::Credentials(credentials) => {
                credentials.check().map_err(Refusal::Credentials)?;
                if credentials.access_key_id() != claims.access_key_id {
                    return Err(Refusal::UnknownAccessKeyId);
                }
                check_expiry(credentials.expiry(), now)?;
                check_token(credentials.session_token(), token)
            }
            Kind::Signing(key, expected) => {
                check_expiry(key.expiry(), now)?;
                check_token(expected.0, token)
            }
            #[cfg(feature = "sigv4a")]
            Kind::Verifying(_, expected) => check_token(expected.0, token),
            #[cfg(feature = "x509")]
            Kind::Certificate(certificate, _) => {
                if claims.certificate().is_some_and(|sent| sent.as_der() != certificate.as_der()) {
                    return Err(Refusal::UnknownAccessKeyId);
                }
                check_token(None, token)
            }
        }
    }

    /// The key of these claims, which have been checked.
    pub(super) fn key(&self, claims: &Claims) -> Key<'k> {
        match self.0 {
            #[cfg(feature = "std")]
            Kind::Kept(credentials, keyring) => match keyring.key(credentials, &claims.scope) {
                Some(key) => Key::Kept(key),
                None => Proof::from(credentials).key(claims),
            },
            Kind::Credentials(credentials) => Key::Signing(Cow::Owned(SigningKey::derive(credentials, &claims.scope))),
            Kind::Signing(key, _) => Key::Signing(Cow::Borrowed(key)),
            #[cfg(feature = "sigv4a")]
            Kind::Verifying(key, _) => Key::Verifying(key),
            #[cfg(feature = "x509")]
            Kind::Certificate(_, verify) => Key::Certificate(verify.0),
        }
    }

    /// What the keys of other days are derived from, if it is known.
    #[cfg(feature = "event-stream")]
    pub(super) fn credentials(&self) -> Option<&'k Credentials> {
        match self.0 {
            Kind::Credentials(credentials) => Some(credentials),
            #[cfg(feature = "std")]
            Kind::Kept(credentials, _) => Some(credentials),
            _ => None,
        }
    }

    /// The key of a scope.
    #[cfg(feature = "event-stream")]
    pub(super) fn signing_key(&self, scope: &Scope) -> Result<SigningKey, Refusal> {
        match (self.credentials(), self.0) {
            (Some(credentials), _) => {
                credentials.check().map_err(Refusal::Credentials)?;
                Ok(SigningKey::derive(credentials, scope))
            }
            (None, Kind::Signing(key, _)) if key.scope() == scope => Ok(key.clone()),
            (None, Kind::Signing(key, _)) => {
                Err(Refusal::KeyScope { key: key.scope().as_str().into(), request: scope.as_str().into() })
            }
            (None, _) => Err(Malformed::Algorithm(Place::Authorization).into()),
        }
    }

    /// Keeps a key whose signature matches. A request that does not verify puts no key out of its place.
    #[cfg(feature = "std")]
    pub(super) fn keep(&self, claims: &Claims, key: &Key<'_>) {
        if let (Kind::Kept(credentials, keyring), Key::Signing(key)) = (self.0, key) {
            keyring.keep(credentials, &claims.scope, key);
        }
    }
}
