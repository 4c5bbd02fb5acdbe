//! What every signed request says about its signature, wherever it says it.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::credentials::Credentials;
use crate::request::headers::is_token;
use crate::signing::{CanonicalRequest, Scope, Signature, SigningKey, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::{Error, Place, Policy};

/// The signer, the time, the scope and the signature.
#[derive(Clone)]
pub(crate) struct Claims {
    pub(crate) place: Place,
    pub(crate) access_key_id: String,
    pub(crate) scope: Scope,
    pub(crate) date: Timestamp,
    pub(crate) signature: Signature,
}

/// The one algorithm that is verified here.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

impl Claims {
    /// Reads the credential and the signature, both decoded.
    pub(crate) fn parse(place: Place, credential: &str, date: Timestamp, signature: &str) -> Result<Self, Error> {
        let (access_key_id, scope) = parse_credential(credential).ok_or(Error::Credential(place))?;
        // Otherwise the leaked key of one day could sign for every other day.
        if !scope.covers(date) {
            return Err(Error::ScopeDate { place, scope: scope.date().to_owned(), date });
        }
        let signature = Signature::parse(signature).map_err(|_| Error::Signature(place))?;
        Ok(Self { place, access_key_id: access_key_id.to_owned(), scope, date, signature })
    }

    /// Refuses a scope that is not the server's.
    pub(crate) fn check_scope(&self, policy: &Policy) -> Result<(), Error> {
        let (place, region, service) = (self.place, self.scope.region(), self.scope.service());
        if service != policy.service {
            return Err(Error::Service { place, given: service.to_owned(), expected: policy.service.clone() });
        }
        if !policy.regions.iter().any(|expected| expected == region) {
            return Err(Error::Region { place, given: region.to_owned(), expected: policy.regions.join(" or ") });
        }
        Ok(())
    }

    /// Refuses a date further ahead than clocks may differ: it would extend the request's life.
    pub(crate) fn check_has_come(&self, now: Timestamp, policy: &Policy) -> Result<(), Error> {
        if self.date > now.plus(policy.clock_skew.as_secs()) { Err(Error::NotYetValid(self.date)) } else { Ok(()) }
    }

    /// Refuses a URL before and after its time.
    pub(crate) fn check_life(&self, expires: Option<u64>, now: Timestamp, policy: &Policy) -> Result<(), Error> {
        let missing = Error::Missing { place: Place::Query, name: "X-Amz-Expires" };
        let seconds = expires.or(policy.implied_expires.map(|expires| expires.as_secs())).ok_or(missing)?;
        let max = policy.max_expires.as_secs();
        if seconds > max {
            return Err(Error::ExpiresTooLong { seconds, max });
        }
        self.check_has_come(now, policy)?;
        let expiry = self.date.plus(seconds);
        if now > expiry { Err(Error::Expired(expiry)) } else { Ok(()) }
    }

    /// Refuses a date further from the server's than clocks may differ: such a request has no other expiry.
    pub(crate) fn check_skew(&self, now: Timestamp, policy: &Policy) -> Result<(), Error> {
        let date = self.date;
        let apart = date.unix_seconds().abs_diff(now.unix_seconds());
        if apart > policy.clock_skew.as_secs() { Err(Error::TimeTooSkewed { date, now }) } else { Ok(()) }
    }

    /// Refuses credentials other than the request's, and credentials of the server's that would let anyone in.
    pub(crate) fn check_credentials(
        &self,
        credentials: &Credentials,
        token: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        credentials.check().map_err(Error::Credentials)?;
        if credentials.access_key_id() != self.access_key_id {
            return Err(Error::UnknownAccessKeyId);
        }
        match credentials.expiry() {
            Some(expiry) if expiry <= now => return Err(Error::CredentialsExpired(expiry)),
            _ => {}
        }
        if same_token(credentials.session_token(), token) { Ok(()) } else { Err(Error::SessionToken) }
    }

    /// Refuses every signature except the key's over this canonical request.
    pub(crate) fn check_signature(&self, key: &SigningKey, canonical_request: &CanonicalRequest) -> Result<(), Error> {
        self.check_key(key)?;
        // In constant time: a comparison that stops at the first wrong byte tells an attacker how far it got.
        let matches = key.verify(&self.string_to_sign(canonical_request), &self.signature);
        if matches { Ok(()) } else { Err(Error::SignatureMismatch) }
    }

    /// Refuses a key that is not the scope's. It could verify nothing, and the fault is the server's.
    pub(crate) fn check_key(&self, key: &SigningKey) -> Result<(), Error> {
        if *key.scope() == self.scope {
            return Ok(());
        }
        Err(Error::KeyScope { key: key.scope().as_str().to_owned(), request: self.scope.as_str().to_owned() })
    }

    pub(crate) fn string_to_sign(&self, canonical_request: &CanonicalRequest) -> StringToSign {
        StringToSign::new(self.date, &self.scope, canonical_request)
    }
}

/// The date of a signature, as in `20150830T123600Z`.
pub(crate) fn parse_date(place: Place, date: &str) -> Result<Timestamp, Error> {
    Timestamp::parse(date).map_err(|_| Error::Date(place))
}

/// The access key id and the scope. Split from the right: S3-compatible servers have access key ids that contain slashes.
pub(crate) fn parse_credential(credential: &str) -> Option<(&str, Scope)> {
    let mut parts = credential.rsplitn(5, '/');
    let ("aws4_request", service, region, date) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?) else {
        return None;
    };
    let access_key_id = parts.next().filter(|id| !id.is_empty())?;
    let day = Timestamp::parse(&format!("{date}T000000Z")).ok()?;
    Some((access_key_id, Scope::new(day, region, service).ok()?))
}

/// The names in `X-Amz-SignedHeaders` or `SignedHeaders`, in their order, which is the canonical request's.
pub(crate) fn parse_signed_headers(place: Place, list: &str) -> Result<Vec<String>, Error> {
    let names: Vec<_> = list.split(';').map(str::to_owned).collect();
    let is_name = |name: &String| !name.is_empty() && name.bytes().all(|b| is_token(b) && !b.is_ascii_uppercase());
    if !names.iter().all(is_name) || !names.windows(2).all(|pair| pair[0] < pair[1]) {
        return Err(Error::SignedHeaders(place));
    }
    if !names.iter().any(|name| name == "host") {
        return Err(Error::HostNotSigned(place));
    }
    Ok(names)
}

/// Compares hashes, so that the time it takes says nothing about the token that was expected.
fn same_token(expected: Option<&str>, sent: Option<&str>) -> bool {
    let hash = |token: &str| <[u8; 32]>::from(Sha256::digest(token.as_bytes()));
    expected.map(hash) == sent.filter(|token| !token.is_empty()).map(hash)
}
