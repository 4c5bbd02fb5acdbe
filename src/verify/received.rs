//! A request whose method, target and headers are signed, wherever it carries the signature: the core of the fronts.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::request::Request;
use crate::request::payload::{PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::signing::{CanonicalRequest, Rules, StringToSign};
use crate::text::hex;
use crate::timestamp::Timestamp;
use crate::verify::body::declared::{Comparison, announced, declared, is_checksum};
use crate::verify::read::authority::{self, AUTHORITY};
use crate::verify::read::claims::{Claims, Key};
use crate::verify::read::wire::Wire;
use crate::verify::{Malformed, Payload, Place, Policy, Proof, Refusal};

/// What a signature matches.
pub(super) struct Matching<'k> {
    pub(super) key: Key<'k>,
    pub(super) canonical_request: CanonicalRequest,
    pub(super) string_to_sign: StringToSign,
    pub(super) payload: Payload,
}

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
    /// Why the body that was handed in is refused, besides its hash.
    body_fault: Option<Refusal>,
}

impl Received {
    pub(crate) fn new(
        wire: Wire,
        claims: Claims,
        signed_headers: Vec<String>,
        session_token: Option<String>,
        expires: Option<u64>,
    ) -> Self {
        Self { wire, claims, signed_headers, session_token, expires, body_hash: None, body_fault: None }
    }

    pub(super) fn set_body(&mut self, body: &[u8]) {
        self.set_body_hash(Sha256::digest(body).into());
        let comparison = declared(&self.wire).and_then(|declared| Comparison::new(&declared));
        let compared = comparison.and_then(|mut comparison| {
            comparison.update(body);
            comparison.finish().map_err(Refusal::Checksum)
        });
        self.body_fault = compared.err();
    }

    pub(super) fn set_body_hash(&mut self, sha256: [u8; 32]) {
        (self.body_hash, self.body_fault) = (Some(sha256), None);
    }

    /// The last second of a URL that states how long it is valid.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        self.expires.map(|seconds| self.claims.date.plus(seconds))
    }

    /// Whether a body must be handed in, and was not.
    pub(super) fn needs_body(&self, rules: &Rules) -> bool {
        let is_named = self.wire.header_values(PAYLOAD_HEADER).next().is_some()
            || self.wire.first_parameter(PAYLOAD_HEADER).is_some();
        self.rules_for(rules).payload_hash != UNSIGNED_PAYLOAD && !is_named && self.body_hash.is_none()
    }

    /// The last second in which a request that has been verified is accepted.
    pub(super) fn not_after(&self, policy: &Policy) -> Timestamp {
        let life = match self.claims.place {
            Place::Query => {
                self.expires.or(policy.implied_expires.map(|expires| expires.as_secs())).unwrap_or_default()
            }
            _ => policy.max_age.as_secs(),
        };
        self.claims.date.plus(life)
    }

    /// Refuses what is not this server's, not signed with this key, or not to be served now.
    pub(super) fn verify<'k>(
        &self,
        proof: Proof<'k>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Matching<'k>, Refusal> {
        proof.check(&self.claims, self.session_token.as_deref(), now)?;
        self.claims.check_scope(policy)?;
        if self.claims.place == Place::Query {
            self.claims.check_life(self.expires, now, policy)?;
        } else {
            self.claims.check_skew(now, policy)?;
        }
        self.check_headers(policy)?;
        let key = proof.key(&self.claims);
        let (canonical_request, string_to_sign) = self.signed_as(&self.wire.method, &key, policy).or_else(|error| {
            let is_head = self.wire.method == "HEAD" && self.claims.place == Place::Query && policy.head_for_get;
            if is_head && error == Refusal::SignatureMismatch {
                self.signed_as("GET", &key, policy)
            } else {
                Err(error)
            }
        })?;
        #[cfg(feature = "std")]
        proof.keep(&self.claims, &key);
        let payload = self.payload(&canonical_request, policy)?;
        Ok(Matching { key, canonical_request, string_to_sign, payload })
    }

    /// What is signed, if the request is signed with this method.
    fn signed_as(
        &self,
        method: &str,
        key: &Key<'_>,
        policy: &Policy,
    ) -> Result<(CanonicalRequest, StringToSign), Refusal> {
        let canonical_request = self.canonical_request_with(method, &policy.rules)?;
        let string_to_sign = self.claims.string_to_sign(&canonical_request);
        self.claims.check_signature(key, string_to_sign.as_str()).map_err(|error| self.explain(error))?;
        Ok((canonical_request, string_to_sign))
    }

    /// The same refusal, or the likely reason for it.
    fn explain(&self, error: Refusal) -> Refusal {
        match self.absent_headers().next() {
            Some(name) if error == Refusal::SignatureMismatch => Refusal::SignedHeaderAbsent(name.clone()),
            _ => error,
        }
    }

    /// The signed headers that were not sent.
    fn absent_headers(&self) -> impl Iterator<Item = &String> {
        let is_absent = |name: &&String| *name != AUTHORITY && self.wire.header_values(name).next().is_none();
        self.signed_headers.iter().filter(is_absent)
    }

    /// Refuses an `x-amz-` header, or one of the server's own, that is absent, or sent without being signed, or sent
    /// more than once.
    fn check_headers(&self, policy: &Policy) -> Result<(), Refusal> {
        let rules = self.rules_for(&policy.rules);
        // S3 signs no default here, unlike in a presigned URL.
        if self.claims.place == Place::Authorization && rules.payload_hash == UNSIGNED_PAYLOAD {
            self.wire.required_header(PAYLOAD_HEADER)?;
        }
        // A header without a value has the signature of an absent one. Such a header asks the service for something, so
        // the holder of the request must not choose between the two.
        if let Some(name) = self.absent_headers().find(|name| policy.is_instruction(name)) {
            return Err(Refusal::SignedHeaderAbsent(name.clone()));
        }
        let is_signed = |name: &str| self.signed_headers.binary_search_by(|signed| signed.as_str().cmp(name)).is_ok();
        let mut unsigned = self.wire.headers().filter(|(name, _)| policy.is_instruction(name) && !is_signed(name));
        if let Some((name, _)) = unsigned.find(|(name, value)| !self.may_be_unsigned(name, value, rules)) {
            return Err(Refusal::UnsignedHeader(name.to_owned()));
        }
        let names = || self.wire.headers().map(|(name, _)| name);
        let mut pairs = names().zip(names().skip(1)).filter(|_| !policy.allow_repeated_headers);
        match pairs.find(|(name, next)| name == next && policy.is_instruction(name)) {
            Some((name, _)) => Err(Malformed::DuplicateHeader(name.to_owned()).into()),
            None => Ok(()),
        }
    }

    /// Whether a header may be sent that is not among the signed headers.
    fn may_be_unsigned(&self, name: &str, value: &str, rules: &Rules) -> bool {
        let is_url = self.claims.place == Place::Query;
        if name == PAYLOAD_HEADER {
            // Its value is signed all the same, as the last line of the canonical request. No URL is signed for a body
            // in chunks, though, and a store that goes by the header would take the body apart.
            return !is_url || !value.starts_with("STREAMING-");
        }
        // In a URL the token is a parameter, and a second one in a header would be nobody's.
        !is_url && !rules.sign_session_token && name.eq_ignore_ascii_case(rules.session_token_parameter)
    }

    /// The rules that the signer followed, where its service has an exception that the request tells.
    pub(super) fn rules_for<'r>(&self, rules: &'r Rules) -> &'r Rules {
        let service = self.claims.scope.service();
        let token_is_last = || self.claims.place == Place::Query && self.wire.token_is_last();
        let host = || self.wire.header_values("host").next().unwrap_or_default();
        let other = Rules::for_received(service, host, self.wire.path(), token_is_last);
        other.filter(|_| *rules == Rules::for_service(service)).unwrap_or(rules)
    }

    /// The canonical request of this request, by the code that signs. A signed header that is absent counts as empty,
    /// as it does for S3. The rules of a service with two protocols are replaced by those of the other one if the
    /// request speaks it; rules that a server changed hold for both.
    pub(crate) fn canonical_request(&self, rules: &Rules) -> Result<CanonicalRequest, Refusal> {
        self.canonical_request_with(&self.wire.method, rules)
    }

    fn canonical_request_with(&self, method: &str, rules: &Rules) -> Result<CanonicalRequest, Refusal> {
        let rules = self.rules_for(rules);
        // Some services want the token unsigned. It is a parameter only if the signature is one.
        let is_unsigned = !rules.sign_session_token && self.claims.place == Place::Query;
        let unsigned = is_unsigned.then_some(rules.session_token_parameter);
        let host = self.wire.required_header("host")?;
        let as_signed = if unsigned.is_none() { self.wire.signed_query() } else { None };
        let query = if as_signed.is_some() { "".into() } else { self.wire.query_without(unsigned) };
        let mut request = Request::received(method, host, self.wire.path(), &query)?;
        if let Some(hash) = self.payload_hash(rules)? {
            request = request.payload_hash(&hash);
        }
        for name in self.signed_headers.iter().filter(|name| !["host", AUTHORITY].contains(&name.as_str())) {
            let mut values = self.wire.header_values(name).peekable();
            if values.peek().is_none() {
                request.headers.push(name, "")?;
            }
            for value in values {
                request.headers.push(name, value)?;
            }
        }
        let canonical_request = CanonicalRequest::with_query(&request, rules, &as_signed.unwrap_or_default())?;
        let renamed = || authority::renamed(canonical_request.as_str(), &self.signed_headers);
        let is_renamed = self.signed_headers.iter().any(|name| name == AUTHORITY);
        Ok(if is_renamed { renamed().map(CanonicalRequest::from_text) } else { None }.unwrap_or(canonical_request))
    }

    /// The payload hash that the request names in a header or a parameter, or the body's, if the service signs it.
    fn payload_hash(&self, rules: &Rules) -> Result<Option<String>, Refusal> {
        if let Some(hash) = self.wire.header(PAYLOAD_HEADER)? {
            return Ok(Some(hash.into()));
        }
        let body_hash = self.body_hash.filter(|_| rules.payload_hash != UNSIGNED_PAYLOAD);
        let named = self.wire.first_parameter(PAYLOAD_HEADER).map(Into::into);
        Ok(named.or(body_hash.map(|hash| hex::to_string(&hash))))
    }

    /// What the signature and the checksums say about the body, compared with the body if that is at hand.
    fn payload(&self, canonical_request: &CanonicalRequest, policy: &Policy) -> Result<Payload, Refusal> {
        let checksums = declared(&self.wire)?;
        let is_declared = !checksums.is_empty();
        let payload = Payload::of(canonical_request, checksums);
        let is_covered = || match &payload {
            Payload::Unsigned => !has_body(&self.wire),
            Payload::UnsignedTrailer => is_declared || announced(&self.wire).iter().any(|name| is_checksum(name)),
            _ => true,
        };
        if policy.checksum_required && !is_covered() {
            return Err(Refusal::ChecksumRequired);
        }
        if let Some(hash) = self.body_hash {
            payload.check_hash(hash)?;
        }
        self.body_fault.clone().map_or(Ok(payload), Err)
    }

    /// Neither the query nor the headers' values: they may be tokens and customers' keys.
    pub(super) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

/// Whether a body follows, as far as the head says. Where it says nothing, as in HTTP/2, the method decides.
fn has_body(wire: &Wire) -> bool {
    let mut lengths = wire.header_values("content-length").peekable();
    let is_in_parts = wire.header_values("transfer-encoding").next().is_some();
    let is_method_without = matches!(&*wire.method, "GET" | "HEAD" | "DELETE" | "OPTIONS");
    let without_length = lengths.peek().is_none() && !is_method_without;
    is_in_parts || without_length || lengths.any(|length| length != "0")
}
