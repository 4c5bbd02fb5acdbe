//! A server of S3 in `us-east-1`: what it knows, and how it refuses a request.

use presign::verify::{BodyDecoder, Payload, Policy, Refusal, Verified};
use presign::{Scope, SigningKey};

use crate::fixtures::{credentials, now};

pub(crate) const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";

/// The SHA-256 of `hello`.
pub(crate) const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// The signing key for the day of [`now`].
pub(crate) fn key() -> SigningKey {
    SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "s3").unwrap())
}

pub(crate) fn policy() -> Policy {
    Policy::new("us-east-1", "s3")
}

/// What the request line has of a URL: its path and its query.
pub(crate) fn target(url: &str) -> &str {
    let (_, address) = url.split_once("://").expect("a scheme");
    &address[address.find(['/', '?']).unwrap_or(address.len())..]
}

/// Headers or form fields as a server framework has them.
pub(crate) fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// Asserts a refusal: its sentence, and S3's code and status for it.
#[track_caller]
pub(crate) fn assert_refused<T>(verified: Result<T, Refusal>, sentence: &str, code: &str, status: u16) {
    let error = verified.err().expect(sentence);
    assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
}

/// What a refused request is answered with.
pub(crate) fn said<T>(refused: Result<T, Refusal>) -> String {
    refused.err().map(|refusal| refusal.to_string()).unwrap_or_default()
}

/// What a verified request says about its body.
pub(crate) trait Verdict {
    fn payload(self) -> Result<Payload, Refusal>;
}

impl Verdict for Result<(Verified, BodyDecoder), Refusal> {
    fn payload(self) -> Result<Payload, Refusal> {
        self.map(|(verified, _)| verified.payload().clone())
    }
}

/// Returns the object in a body that is there as a whole.
pub(crate) fn read(verified: Result<(Verified, BodyDecoder), Refusal>, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (_, decoder) = verified?;
    decoder.read(body).map(Into::into)
}
