//! What every signed request says about its signature, wherever it says it.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::request::headers::is_token;
use crate::signing::Algorithm;
#[cfg(feature = "x509")]
use crate::signing::Certificate;
#[cfg(feature = "sigv4a")]
use crate::signing::VerifyingKey;
use crate::signing::{CanonicalRequest, Scope, Signature, SigningKey, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::read::authority::AUTHORITY;
use crate::verify::{Malformed, Place, Policy, Refusal};

/// The signer, the time, the scope and the signature.
#[derive(Clone)]
pub(crate) struct Claims {
    pub(crate) place: Place,
    pub(crate) access_key_id: String,
    pub(crate) scope: Scope,
    pub(crate) date: Timestamp,
    pub(crate) signature: Sent,
    /// The regions of SigV4a, separated by commas.
    pub(crate) region_set: Option<String>,
}

/// A signature as it was sent.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "there is one to a request, and it is rarely moved")]
pub(crate) enum Sent {
    /// Made with the key of the scope.
    Key(Signature),
    /// Made with the key of a certificate.
    #[cfg(feature = "x509")]
    Certificate { certificate: Certificate, signature: Vec<u8> },
}

/// What a signature is verified with.
#[allow(clippy::large_enum_variant, reason = "it lives on the stack, for one verification")]
pub(crate) enum Key<'a> {
    Signing(Cow<'a, SigningKey>),
    #[cfg(feature = "std")]
    Kept(std::sync::Arc<SigningKey>),
    #[cfg(feature = "sigv4a")]
    Verifying(&'a VerifyingKey),
    /// Says whether a signature over a string is that of a certificate's key.
    #[cfg(feature = "x509")]
    Certificate(&'a (dyn Fn(&[u8], &[u8]) -> bool + Sync)),
}

#[cfg(feature = "event-stream")]
impl Key<'_> {
    /// The key that signs, if it is one.
    #[allow(clippy::unnecessary_wraps, reason = "with SigV4a there are keys that only verify")]
    pub(in crate::verify) fn into_signing(self) -> Option<SigningKey> {
        match self {
            Self::Signing(key) => Some(key.into_owned()),
            #[cfg(feature = "std")]
            Self::Kept(key) => Some(SigningKey::clone(&key)),
            #[cfg(feature = "sigv4a")]
            Self::Verifying(_) => None,
            #[cfg(feature = "x509")]
            Self::Certificate(_) => None,
        }
    }
}

impl Claims {
    /// Reads the credential and the signature, both decoded. The region set is read by
    /// [`with_region_set`](Self::with_region_set).
    pub(crate) fn parse(
        place: Place,
        algorithm: Algorithm,
        credential: &str,
        date: Timestamp,
        signature: &str,
    ) -> Result<Self, Refusal> {
        let (access_key_id, scope) =
            parse_credential(credential, algorithm == Algorithm::HmacSha256).ok_or(Malformed::Credential(place))?;
        let signature = Signature::parse(signature).ok().filter(|signature| signature.algorithm() == algorithm);
        let signature = signature.ok_or(match algorithm {
            Algorithm::HmacSha256 => Malformed::Signature(place),
            #[cfg(feature = "sigv4a")]
            Algorithm::EcdsaP256Sha256 => Malformed::EcdsaSignature(place),
        })?;
        Self::new(place, access_key_id, scope, date, Sent::Key(signature))
    }

    /// Refuses a scope of a different day from the date's: the leaked key of one day could sign for every other day.
    pub(super) fn new(
        place: Place,
        access_key_id: &str,
        scope: Scope,
        date: Timestamp,
        signature: Sent,
    ) -> Result<Self, Refusal> {
        if !scope.covers(date) {
            return Err(Malformed::ScopeDate { place, scope: scope.date().to_owned(), date }.into());
        }
        Ok(Self { place, access_key_id: access_key_id.to_owned(), scope, date, signature, region_set: None })
    }

    /// The signature, if a key of the scope made it: what is signed after it can go on from there.
    #[cfg_attr(not(feature = "x509"), allow(clippy::unnecessary_wraps, reason = "no other key signs"))]
    pub(in crate::verify) fn scope_signature(&self) -> Option<Signature> {
        match self.signature {
            Sent::Key(signature) => Some(signature),
            #[cfg(feature = "x509")]
            Sent::Certificate { .. } => None,
        }
    }

    /// The certificate with whose key the request is said to be signed.
    #[cfg(feature = "x509")]
    pub(crate) fn certificate(&self) -> Option<&Certificate> {
        match &self.signature {
            Sent::Key(_) => None,
            Sent::Certificate { certificate, .. } => Some(certificate),
        }
    }

    /// Adds the region set, which SigV4a requires. For Signature Version 4 it means nothing.
    pub(super) fn with_region_set<'a>(
        mut self,
        region_set: impl FnOnce() -> Result<&'a str, Refusal>,
    ) -> Result<Self, Refusal> {
        if self.scope.algorithm() != Algorithm::HmacSha256 {
            self.region_set = Some(region_set()?.to_owned());
        }
        Ok(self)
    }

    /// Refuses a signature where the server accepts none, and a scope that is not the server's.
    pub(crate) fn check_scope(&self, policy: &Policy) -> Result<(), Refusal> {
        let (place, region, service) = (self.place, self.scope.region(), self.scope.service());
        if !policy.places.contains(&place) {
            return Err(Refusal::Place(place));
        }
        #[cfg(feature = "x509")]
        if self.certificate().is_some() && !policy.certificates {
            return Err(Malformed::Algorithm(place).into());
        }
        if service != policy.service {
            return Err(
                Malformed::Service { place, given: service.to_owned(), expected: policy.service.clone() }.into()
            );
        }
        // Nothing is known of a region set except that it was sent: an error must not write its control characters.
        let region_set = self.region_set.as_ref().map(|set| set.escape_debug().to_string());
        let given = region_set.as_deref().unwrap_or(region);
        let is_meant = |expected: &String| match &self.region_set {
            Some(region_set) => region_set.split(',').any(|pattern| covers(pattern, expected)),
            None => expected == region,
        };
        if !policy.regions.iter().any(is_meant) {
            return Err(Refusal::Region { place, given: given.to_owned(), expected: policy.regions.join(" or ") });
        }
        Ok(())
    }

    /// Refuses a date further ahead than clocks may differ: it would extend the request's life.
    pub(crate) fn check_has_come(&self, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        if self.date > now.plus(policy.clock_skew.as_secs()) { Err(Refusal::NotYetValid(self.date)) } else { Ok(()) }
    }

    /// Refuses a URL before and after its time.
    pub(crate) fn check_life(&self, expires: Option<u64>, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        let missing = Malformed::Missing { place: Place::Query, name: "X-Amz-Expires" };
        let seconds = expires.or(policy.implied_expires.map(|expires| expires.as_secs())).ok_or(missing)?;
        let max = policy.max_expires.as_secs();
        if seconds > max {
            return Err(Malformed::ExpiresTooLong { seconds, max }.into());
        }
        self.check_has_come(now, policy)?;
        let expiry = self.date.plus(seconds);
        if now > expiry { Err(Refusal::Expired(expiry)) } else { Ok(()) }
    }

    /// Refuses a date further ahead than clocks may differ, or too long ago: such a request has no other expiry.
    pub(crate) fn check_skew(&self, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        let date = self.date;
        let is_ahead = date > now.plus(policy.clock_skew.as_secs());
        let is_old = now > date.plus(policy.max_age.as_secs());
        if is_ahead || is_old { Err(Refusal::TimeTooSkewed { date, now }) } else { Ok(()) }
    }

    /// Refuses every signature except the key's over this text, which is the string to sign.
    pub(crate) fn check_signature(&self, key: &Key<'_>, text: &str) -> Result<(), Refusal> {
        let matches = match (key, &self.signature) {
            (Key::Signing(key), Sent::Key(signature)) => self.matches(key, text, signature)?,
            #[cfg(feature = "std")]
            (Key::Kept(key), Sent::Key(signature)) => self.matches(key, text, signature)?,
            #[cfg(feature = "sigv4a")]
            (Key::Verifying(key), Sent::Key(signature)) if self.scope.algorithm() != Algorithm::HmacSha256 => {
                key.verify_bytes(text.as_bytes(), signature)
            }
            #[cfg(feature = "x509")]
            (Key::Certificate(verify), Sent::Certificate { signature, .. }) => verify(text.as_bytes(), signature),
            #[cfg(any(feature = "sigv4a", feature = "x509"))]
            _ => return Err(Malformed::Algorithm(self.place).into()),
        };
        if matches { Ok(()) } else { Err(Refusal::SignatureMismatch) }
    }

    fn matches(&self, key: &SigningKey, text: &str, signature: &Signature) -> Result<bool, Refusal> {
        self.check_key(key)?;
        // In constant time: a comparison that stops at the first wrong byte tells an attacker how far it got.
        Ok(key.verify_bytes(text.as_bytes(), signature))
    }

    /// Refuses a key that is not the scope's. It could verify nothing, and the fault is the server's.
    fn check_key(&self, key: &SigningKey) -> Result<(), Refusal> {
        if *key.scope() == self.scope {
            return Ok(());
        }
        Err(Refusal::KeyScope { key: key.scope().as_str().to_owned(), request: self.scope.as_str().to_owned() })
    }

    pub(crate) fn string_to_sign(&self, canonical_request: &CanonicalRequest) -> StringToSign {
        #[cfg(feature = "x509")]
        if let Some(certificate) = self.certificate() {
            return StringToSign::with_algorithm(certificate.algorithm(), self.date, &self.scope, canonical_request);
        }
        StringToSign::new(self.date, &self.scope, canonical_request)
    }
}

/// Whether a region of a set, such as `eu-west-1`, `eu-*` or `*`, means this region.
fn covers(pattern: &str, region: &str) -> bool {
    match pattern.trim().strip_suffix('*') {
        Some(beginning) => region.starts_with(beginning),
        None => region == pattern.trim(),
    }
}

/// The algorithm of this name.
pub(crate) fn parse_algorithm(place: Place, name: &str) -> Result<Algorithm, Refusal> {
    Algorithm::of(name).ok_or_else(|| Malformed::Algorithm(place).into())
}

/// The date of a signature, as in `20150830T123600Z`.
pub(crate) fn parse_date(place: Place, date: &str) -> Result<Timestamp, Refusal> {
    Timestamp::parse(date).map_err(|_| Malformed::Date(place).into())
}

/// The access key id and the scope. Split from the right: S3-compatible servers have access key ids that contain
/// slashes. The scope of SigV4a has no region.
pub(crate) fn parse_credential(credential: &str, has_region: bool) -> Option<(&str, Scope)> {
    // It is short, and so a search byte by byte is quick.
    let mut slashes = credential.bytes().enumerate().rev().filter(|(_, byte)| *byte == b'/');
    let (end, _) = slashes.nth(if has_region { 3 } else { 2 })?;
    let (access_key_id, scope) = (&credential[..end], credential[end + 1..].parse().ok()?);
    is_access_key_id(access_key_id).then_some((access_key_id, scope))
}

/// Whether credentials can have this access key id, and whoever reads it in a log sees it as it is: without control
/// characters, white space at its ends, characters that are not seen or turn the text around, or what stands for bytes
/// that are not UTF-8. S3-compatible servers have ids with slashes, colons and letters beyond ASCII.
fn is_access_key_id(id: &str) -> bool {
    let is_hidden = |c: char| {
        matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}')
            || matches!(c, '\u{E0000}'..='\u{E0FFF}')
    };
    if id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return !id.is_empty();
    }
    let is_seen = |c: char| !c.is_control() && (c == ' ' || !c.is_whitespace()) && !is_hidden(c);
    !id.is_empty() && id.trim_matches(' ') == id && id.chars().all(is_seen)
}

/// The names in `X-Amz-SignedHeaders` or `SignedHeaders`, in their order, which is the canonical request's.
pub(crate) fn parse_signed_headers(place: Place, list: &str) -> Result<Vec<String>, Refusal> {
    let names: Vec<_> = list.split(';').map(str::to_owned).collect();
    let is_token = |name: &String| !name.is_empty() && name.bytes().all(|b| is_token(b) && !b.is_ascii_uppercase());
    let is_name = |name: &String| is_token(name) || name == AUTHORITY;
    // The two are one, and would be signed twice.
    let hosts = names.iter().filter(|name| ["host", AUTHORITY].contains(&name.as_str())).count();
    if hosts > 1 || !names.iter().all(is_name) || !names.windows(2).all(|pair| pair[0] < pair[1]) {
        return Err(Malformed::SignedHeaders(place).into());
    }
    if hosts == 0 {
        return Err(Refusal::HostNotSigned(place));
    }
    Ok(names)
}

/// Refuses credentials whose time is over.
pub(crate) fn check_expiry(expiry: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match expiry {
        Some(expiry) if expiry <= now => Err(Refusal::CredentialsExpired(expiry)),
        _ => Ok(()),
    }
}

/// Refuses a session token other than the one that was handed out, or one where none was.
pub(crate) fn check_token(expected: Option<&str>, sent: Option<&str>) -> Result<(), Refusal> {
    if same_token(expected, sent) { Ok(()) } else { Err(Refusal::SessionToken) }
}

/// Compares hashes, so that the time it takes says nothing about the token that was expected.
fn same_token(expected: Option<&str>, sent: Option<&str>) -> bool {
    let hash = |token: &str| <[u8; 32]>::from(Sha256::digest(token.as_bytes()));
    expected.map(hash) == sent.filter(|token| !token.is_empty()).map(hash)
}
