//! A request with a signed URL or signed cookies, for origins, emulators and tests.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;

use crate::cloudfront::source_ip::Network;
use crate::cloudfront::url::{PARAMETERS, Url, signing_name};
use crate::cloudfront::{Hash, Policy, base64, document::Said, resource};
use crate::error::{CloudFrontReason, Error};
use crate::timestamp::Timestamp;

/// A request that was received, with a signed URL or with signed cookies.
///
/// ```
/// use presign::Timestamp;
/// use presign::cloudfront::{Hash, SignedRequest};
///
/// let url = "https://d111111abcdef8.cloudfront.net/image.jpg\
///     ?Expires=1767290400&Signature=AQEB&Key-Pair-Id=K2JCJMDEHXQW5F&Hash-Algorithm=SHA256";
/// let request = SignedRequest::parse(url, "")?;
/// assert_eq!(request.key_pair_id(), "K2JCJMDEHXQW5F");
/// // Here: the public key with this id, which says whether the bytes have this signature.
/// let is_signature = |hash: Hash, policy: &[u8], signature: &[u8]| false;
/// let refused = request.verify(Timestamp::parse_rfc3339("2026-01-01T17:00:00Z")?, None, is_signature).unwrap_err();
/// assert_eq!(refused.code(), "signature-mismatch");
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
pub struct SignedRequest {
    /// Without the parameters of the signature.
    url: String,
    policy: Policy,
    key_pair_id: String,
    hash: Hash,
    signature: Vec<u8>,
}

/// The values of a signature under their names in a URL, in the order of [`PARAMETERS`].
type Values<'a> = [Option<&'a str>; 5];

impl SignedRequest {
    /// Reads a request: its whole URL as it arrived, with scheme and host, and its header `Cookie`, which may be empty.
    ///
    /// A URL with a parameter of a signature is judged by that alone; cookies count where it has none.
    ///
    /// # Errors
    /// - `signature-missing`: neither the URL nor the cookies have a value of a signature.
    /// - `signature-malformed`: a value is missing, repeated, or not written as CloudFront reads it, or there is both
    ///   an expiry and a policy.
    /// - `policy-malformed`: the custom policy is not one that CloudFront reads in one way only.
    /// - `invalid-url`, `not-encoded`, `malformed-percent`: no client sends such a URL.
    pub fn parse(url: &str, cookies: &str) -> Result<Self, Error> {
        let sent = Url::parse(url)?;
        let mut values = collect(sent.parameters().map(|(name, value)| (signing_name(name), name, value)))?;
        let is_in_url = values.iter().any(Option::is_some);
        if !is_in_url {
            let pairs = cookies.split(';').map(|pair| pair.trim().split_once('=').unwrap_or_default());
            values = collect(pairs.map(|(name, value)| {
                let name = name.strip_prefix("CloudFront-").unwrap_or_default();
                (PARAMETERS.into_iter().find(|known| *known == name), name, value)
            }))?;
        }
        if values.iter().all(Option::is_none) {
            return Err(Error::from(CloudFrontReason::SignatureMissing));
        }
        Self::read(if is_in_url { sent.without_signature() } else { url.to_owned() }, values)
    }

    fn read(url: String, [expires, policy, signature, key_pair_id, hash]: Values<'_>) -> Result<Self, Error> {
        let malformed = |sentence| Error::from(CloudFrontReason::SignatureMalformed(sentence));
        let key_pair_id = key_pair_id.ok_or(malformed("Key-Pair-Id is missing"))?;
        let signature = signature.ok_or(malformed("Signature is missing"))?;
        let hash = Hash::of_name(hash).ok_or(malformed("Hash-Algorithm is neither SHA1 nor SHA256"))?;
        let signature = base64::decode(signature).ok_or(malformed("Signature is not CloudFront's base64"))?;
        let policy = match (expires, policy) {
            (Some(expires), None) => {
                let seconds = expires.parse::<u64>().ok().filter(|seconds| seconds.to_string() == expires);
                let seconds = seconds.ok_or(malformed("Expires is not a number of seconds since 1970"))?;
                Policy::of_canned(&url, seconds)
            }
            (None, Some(policy)) => read_policy(policy)?,
            (None, None) => return Err(malformed("Expires and Policy are missing")),
            (Some(_), Some(_)) => return Err(malformed("Expires and Policy are both there")),
        };
        Ok(Self { url, policy, key_pair_id: key_pair_id.to_owned(), hash, signature })
    }

    /// Returns the id of the public key to verify with. Nothing vouches for it before the signature is verified.
    #[must_use]
    pub fn key_pair_id(&self) -> &str {
        &self.key_pair_id
    }

    /// The policy, the URL without the parameters of the signature, and the signature.
    #[cfg(feature = "explain")]
    pub(crate) fn unverified(&self) -> (&Policy, &str, &[u8]) {
        (&self.policy, &self.url, &self.signature)
    }

    /// Verifies the request, and returns the policy that allows it.
    ///
    /// `source_ip` is the address of the viewer; without it, a policy for an address is refused. `is_signature` says
    /// whether the bytes of the policy have this signature under the key with [the id](Self::key_pair_id), by this
    /// hash: [`PublicKey::verify`] does with the feature `cloudfront-pem`. A signature of ECDSA is in DER.
    ///
    /// Where it is not certain that CloudFront would allow the request, it is refused; see [`Policy::covers`].
    ///
    /// [`PublicKey::verify`]: crate::cloudfront::PublicKey::verify
    ///
    /// # Errors
    /// - `signature-mismatch`: it is not a signature of this policy.
    /// - `link-expired`, `link-not-yet-valid`: it is too late, or too early.
    /// - `address-not-allowed`: the policy is for other addresses.
    /// - `url-not-allowed`: the policy is for other URLs.
    pub fn verify(
        &self,
        now: Timestamp,
        source_ip: Option<IpAddr>,
        is_signature: impl FnOnce(Hash, &[u8], &[u8]) -> bool,
    ) -> Result<Policy, Error> {
        let said = self.policy.said();
        if !is_signature(self.hash, self.policy.as_str().as_bytes(), &self.signature) {
            return Err(Error::from(CloudFrontReason::SignatureIsNotOfPolicy));
        }
        let seconds = now.unix_seconds();
        if seconds >= said.before {
            return Err(Error::from(CloudFrontReason::LinkExpired(self.policy.expires_at().to_string())));
        }
        if said.after.is_some_and(|after| seconds <= after) {
            return Err(Error::from(CloudFrontReason::LinkNotYetValid));
        }
        let is_source = |network: Network| match source_ip.map(|ip| ip.to_canonical()) {
            Some(IpAddr::V4(address)) => network.contains(address),
            _ => false,
        };
        if !said.source.is_none_or(is_source) {
            return Err(Error::from(CloudFrontReason::AddressNotAllowed));
        }
        if self.policy.covers(&self.url) != Some(true) {
            return Err(Error::from(CloudFrontReason::UrlNotAllowed));
        }
        Ok(self.policy.clone())
    }
}

/// The values of a signature, each of which may be there once and spelled in one way.
fn collect<'a>(pairs: impl Iterator<Item = (Option<&'static str>, &'a str, &'a str)>) -> Result<Values<'a>, Error> {
    let mut values = Values::default();
    for (meant, name, value) in pairs {
        let Some(at) = meant.and_then(|meant| PARAMETERS.iter().position(|parameter| *parameter == meant)) else {
            continue;
        };
        if name != PARAMETERS[at] || values[at].is_some() {
            return Err(Error::from(CloudFrontReason::SignatureMalformed(
                "a value of the signature is repeated, or its name is encoded",
            )));
        }
        values[at] = Some(value);
    }
    Ok(values)
}

fn read_policy(base64: &str) -> Result<Policy, Error> {
    let malformed = |sentence| Error::from(CloudFrontReason::PolicyMalformed(sentence));
    let bytes = base64::decode(base64).ok_or(malformed("the policy is not CloudFront's base64"))?;
    let policy = String::from_utf8(bytes).map_err(|_| malformed("the policy is not UTF-8"))?;
    let said = Said::read(&policy).map_err(malformed)?;
    resource::check(&said.resource)
        .map_err(|_| malformed("the resource of the policy is not one that URLs can have"))?;
    Ok(Policy::of_received(policy, said))
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, policy, key_pair_id, hash, .. } = self;
        let mut shown = f.debug_struct("SignedRequest");
        shown.field("url", url).field("policy", &policy.as_str()).field("key_pair_id", key_pair_id).field("hash", hash);
        shown.finish_non_exhaustive()
    }
}
