//! A policy with its signature.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::cloudfront::url::Url;
use crate::cloudfront::{Hash, Policy, base64};
use crate::error::{CloudFrontReason, Error, Reason};

/// A policy with its signature, for the URLs that it covers and for cookies.
///
/// Whoever has one of them has the access that it gives: `Debug` shows no signature.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedPolicy {
    policy: Policy,
    key_pair_id: String,
    hash: Hash,
    /// In CloudFront's base64.
    signature: String,
}

/// Signing.
impl Policy {
    /// Signs the policy with a key that is held elsewhere: `sign` gets the bytes to sign and returns the signature.
    ///
    /// It is one of RSA as PKCS #1 v1.5 pads it (`RSASSA_PKCS1_V1_5_SHA_256`), or of ECDSA on P-256 in DER. Where it
    /// comes later, such as over the network, there is [`finish`](Self::finish).
    ///
    /// ```
    /// use presign::Timestamp;
    /// use presign::cloudfront::{Hash, Policy};
    ///
    /// let url = "https://d111111abcdef8.cloudfront.net/image.jpg?size=large";
    /// let policy = Policy::canned(url, Timestamp::parse_rfc3339("2026-01-01T18:00:00Z")?)?;
    /// let signed = policy.sign_with("K2JCJMDEHXQW5F", Hash::Sha256, |policy| device_sign(policy))?;
    /// assert!(signed.url(url)?.starts_with(&format!("{url}&Expires=1767290400&Signature=")));
    /// # fn device_sign(policy: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> { Ok(vec![1; 256]) }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What `sign` returns, and as [`finish`](Self::finish).
    pub fn sign_with<S: AsRef<[u8]>, E: From<Error>>(
        &self,
        key_pair_id: &str,
        hash: Hash,
        sign: impl FnOnce(&[u8]) -> Result<S, E>,
    ) -> Result<SignedPolicy, E> {
        check_key_pair_id(key_pair_id)?;
        let signature = sign(self.as_str().as_bytes())?;
        Ok(self.finish(key_pair_id, hash, signature.as_ref())?)
    }

    /// Adds a signature of [`as_str`](Self::as_str) that was made elsewhere. It is not verified.
    ///
    /// `key_pair_id` is the id of the public key in CloudFront, such as `K2JCJMDEHXQW5F`.
    ///
    /// # Errors
    /// - `invalid-argument`: the id has a character other than letters and digits.
    /// - `signature-form`: the signature is neither one of RSA nor one of ECDSA in DER. Devices that return r and s
    ///   have another form, which `ecdsa_der` converts (with the feature `sigv4a` or `x509`).
    pub fn finish(&self, key_pair_id: &str, hash: Hash, signature: &[u8]) -> Result<SignedPolicy, Error> {
        check_key_pair_id(key_pair_id)?;
        if !(is_der(signature) || (128..=1024).contains(&signature.len())) {
            return Err(Error(Reason::SignatureForm("one of RSA by PKCS#1 v1.5, or one of ECDSA in DER")));
        }
        let signature = base64::encode(signature);
        Ok(SignedPolicy { policy: self.clone(), key_pair_id: key_pair_id.to_owned(), hash, signature })
    }
}

fn check_key_pair_id(id: &str) -> Result<(), Error> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error(Reason::InvalidArgument(
            "the key pair id is not the id of a public key in CloudFront, such as K2JCJMDEHXQW5F",
        )));
    }
    Ok(())
}

/// Whether this is a sequence in DER of a length below 128, with two integers.
fn is_der(signature: &[u8]) -> bool {
    let integer = |bytes: &[u8]| match bytes {
        [2, length, rest @ ..] if (1..=33).contains(length) => rest.get(usize::from(*length)..).map(<[u8]>::to_vec),
        _ => None,
    };
    let [0x30, length, rest @ ..] = signature else { return false };
    let is_whole = usize::from(*length) == rest.len();
    is_whole && integer(rest).and_then(|rest| integer(&rest)).is_some_and(|rest| rest.is_empty())
}

impl SignedPolicy {
    /// Returns the URL to send: `url` as it stands, and the parameters of the signature.
    ///
    /// One signature of a custom policy serves every URL that it covers. That of a canned policy is for its own URL.
    ///
    /// # Errors
    /// - `url-not-covered`: the policy is for other URLs.
    /// - `invalid-url`, `not-encoded`, `malformed-percent`, `reserved-parameter`: as [`Policy::canned`].
    pub fn url(&self, url: &str) -> Result<String, Error> {
        let sent = Url::parse(url)?;
        sent.check_unsigned()?;
        if self.policy.covers(url) == Some(false) {
            return Err(Error::from(CloudFrontReason::UrlNotCovered));
        }
        let mut signed = url.to_owned();
        // Decided by the URL: a ? in the resource may be a wildcard.
        let mut separator = if sent.query.is_some() { '&' } else { '?' };
        for (name, value) in self.values() {
            signed.push(separator);
            signed.extend([name, "=", &value]);
            separator = '&';
        }
        Ok(signed)
    }

    /// Returns names and values of the cookies, three or four.
    ///
    /// Each is sent in a `Set-Cookie` of its own, for the domain of the distribution and the path of its files, with
    /// `Secure` and `HttpOnly`; without `Expires` and `Max-Age` it ends with the session. Names are case-sensitive.
    #[must_use]
    pub fn cookies(&self) -> Vec<(String, String)> {
        self.values().map(|(name, value)| (format!("CloudFront-{name}"), value)).collect()
    }

    /// The values under their names in a URL.
    fn values(&self) -> impl Iterator<Item = (&'static str, String)> {
        let policy = if self.policy.is_canned {
            ("Expires", self.policy.said().before.to_string())
        } else {
            ("Policy", base64::encode(self.policy.as_str().as_bytes()))
        };
        let values = [policy, ("Signature", self.signature.clone()), ("Key-Pair-Id", self.key_pair_id.clone())];
        let hash = self.hash.named().map(|hash| ("Hash-Algorithm", hash.to_owned()));
        values.into_iter().chain(hash)
    }
}

impl fmt::Debug for SignedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, key_pair_id, hash, .. } = self;
        let mut shown = f.debug_struct("SignedPolicy");
        shown.field("policy", &policy.as_str()).field("key_pair_id", key_pair_id).field("hash", hash);
        shown.finish_non_exhaustive()
    }
}
