//! A request whose method, target and headers are signed, wherever it carries the signature: the core of the fronts.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::request::Request;
use crate::request::address::Address;
use crate::request::headers::changes_on_the_way;
use crate::request::payload::{PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::signing::{CanonicalRequest, Rules, SigningKey};
use crate::text::hex;
use crate::timestamp::Timestamp;
use crate::verify::claims::Claims;
use crate::verify::wire::Wire;
use crate::verify::{Error, Payload, Place, Policy};

/// A request from the wire, and what it says about its signature.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) wire: Wire,
    pub(crate) claims: Claims,
    /// Sorted, `host` among them.
    pub(crate) signed_headers: Vec<String>,
    pub(crate) session_token: Option<String>,
    /// The seconds of `X-Amz-Expires`, which only a URL has.
    pub(crate) expires: Option<u64>,
    /// The SHA-256 of the body, once it has been handed in.
    pub(crate) body_hash: Option<[u8; 32]>,
}

impl Received {
    pub(crate) fn set_body(&mut self, body: &[u8]) {
        self.body_hash = Some(Sha256::digest(body).into());
    }

    /// Refuses what is not this server's, not signed with this key, or not to be served now.
    pub(crate) fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Error> {
        self.claims.check_scope(policy)?;
        if self.claims.place == Place::Query {
            self.claims.check_life(self.expires, now, policy)?;
        } else {
            self.claims.check_skew(now, policy)?;
        }
        self.check_headers(&policy.rules)?;
        let canonical_request = self.canonical_request(&policy.rules)?;
        self.claims.check_signature(key, &canonical_request)?;
        self.payload(&canonical_request)
    }

    /// Refuses a signed header that is absent, and an `x-amz-` header that is not signed.
    fn check_headers(&self, rules: &Rules) -> Result<(), Error> {
        // S3 signs no default here, unlike in a presigned URL.
        if self.claims.place == Place::Authorization && rules.payload_hash == UNSIGNED_PAYLOAD {
            self.wire.required_header(PAYLOAD_HEADER)?;
        }
        let signed = &self.signed_headers;
        if let Some(absent) = signed.iter().find(|name| self.wire.header_values(name).next().is_none()) {
            return Err(Error::SignedHeaderAbsent(absent.clone()));
        }
        let token_header = rules.session_token_parameter;
        let may_be_unsigned = |name: &str| !rules.sign_session_token && name.eq_ignore_ascii_case(token_header);
        let is_unsigned =
            |name: &String| name.starts_with("x-amz-") && !signed.contains(name) && !may_be_unsigned(name);
        match self.wire.header_names().find(|name| is_unsigned(name)) {
            Some(name) => Err(Error::UnsignedHeader(name.clone())),
            None => Ok(()),
        }
    }

    /// The canonical request of this request, by the code that signs. A signed header that is absent counts as empty,
    /// as in S3's answers.
    pub(crate) fn canonical_request(&self, rules: &Rules) -> Result<CanonicalRequest, Error> {
        // Some services want the token unsigned.
        let unsigned = (!rules.sign_session_token).then_some(rules.session_token_parameter);
        let url = format!("https://host{}?{}", self.wire.path(), self.wire.query_without(unsigned));
        let mut request = Request::new(&self.wire.method, &url)?;
        // As it was sent, with its upper-case letters and its port: no other spelling was signed.
        request.address = Address::new("https", self.wire.required_header("host")?, request.address.path());
        if let Some(hash) = self.payload_hash(rules)? {
            request = request.payload_hash(&hash);
        }
        for name in self.signed_headers.iter().filter(|name| *name != "host") {
            if *name == "user-agent" || changes_on_the_way(name) {
                return Err(Error::NeverSigned(name.clone()));
            }
            if self.wire.header_values(name).next().is_none() {
                request.headers.push(name, "")?;
            }
            for value in self.wire.header_values(name) {
                request.headers.push(name, value)?;
            }
        }
        Ok(CanonicalRequest::new(&request, rules)?)
    }

    /// The payload hash that the request names in a header or a parameter, or the body's, if the service signs it.
    fn payload_hash(&self, rules: &Rules) -> Result<Option<String>, Error> {
        if let Some(hash) = self.wire.header(PAYLOAD_HEADER)? {
            return Ok(Some(hash.into()));
        }
        let body_hash = self.body_hash.filter(|_| rules.payload_hash != UNSIGNED_PAYLOAD);
        let named = self.wire.first_parameter(PAYLOAD_HEADER).map(Into::into);
        Ok(named.or(body_hash.map(|hash| hex::to_string(&hash))))
    }

    /// What the signature says about the body, compared with the body if that is at hand.
    fn payload(&self, canonical_request: &CanonicalRequest) -> Result<Payload, Error> {
        let payload = Payload::of(canonical_request);
        match &self.body_hash {
            Some(hash) => payload.check_hash(hash).map(|()| payload),
            None => Ok(payload),
        }
    }

    /// Neither the query nor the headers' values: they may be tokens and customers' keys.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct(name);
        debug
            .field("method", &self.wire.method)
            .field("path", &self.wire.path())
            .field("access_key_id", &self.claims.access_key_id)
            .field("scope", &self.claims.scope.as_str())
            .field("date", &self.claims.date);
        if self.claims.place == Place::Query {
            debug.field("expires", &self.expires);
        }
        debug.field("signed_headers", &self.signed_headers).finish_non_exhaustive()
    }
}
