//! The request that a server refused.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::explain::inspect::{Url, pasted_url};
use crate::explain::solve::model::{Model, Steps};
use crate::request::payload::{EMPTY_PAYLOAD, PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::request::query;
use crate::signing::Algorithm;
use crate::signing::{Rules, Signature};
use crate::text::hex;
use crate::text::percent::{self, PATH, UNRESERVED};
use crate::timestamp::Timestamp;
use crate::verify::read::claims::{parse_algorithm, parse_credential, parse_date, parse_signed_headers};
use crate::verify::read::header_signed::{date, parse_authorization};
use crate::verify::read::wire::Wire;
use crate::verify::{Malformed, Place, Refusal};

/// A request as it was sent, with its signature in the query or in the header `Authorization`.
///
/// `Debug` shows the method alone: the rest may hold tokens and customers' keys.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    method: &'a str,
    url: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: Option<&'a [u8]>,
    hosts: &'a [&'a str],
}

impl<'a> Sent<'a> {
    /// Creates a request from its method, such as `PUT`, and its URL, percent-encoded. What
    /// [`repair_url`](crate::explain::repair_url) mends is mended.
    #[must_use]
    pub const fn new(method: &'a str, url: &'a str) -> Self {
        Self { method, url, headers: &[], body: None, hosts: &[] }
    }

    /// Sets the headers, decoded, in any case. Without `host` among them, it is that of the URL.
    #[must_use]
    pub const fn headers(self, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self { headers, ..self }
    }

    /// Sets the body, if it is at hand.
    #[must_use]
    pub const fn body(self, body: &'a [u8]) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Sets other hosts that the signer may have known the server by, such as one that a proxy hides; a path that the
    /// proxy cuts off may follow, as in `internal.example:9000/prefix`.
    #[must_use]
    pub const fn other_hosts(self, hosts: &'a [&'a str]) -> Self {
        Self { hosts, ..self }
    }
}

impl fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").field("method", &self.method).finish_non_exhaustive()
    }
}

/// What is read from it.
pub(super) struct Case<'a> {
    /// As it was sent: what is changed.
    pub(super) model: Model,
    pub(super) signature: Signature,
    pub(super) access_key_id: String,
    pub(super) place: Place,
    pub(super) wire: Wire,
    pub(super) rules: Rules,
    pub(super) body: Option<&'a [u8]>,
    pub(super) hosts: &'a [&'a str],
}

pub(super) fn read<'a>(sent: &Sent<'a>) -> Result<Case<'a>, Refusal> {
    let url = pasted_url(sent.url).0;
    let url = Url::parse(&url);
    let slash = if url.path.starts_with('/') { "" } else { "/" };
    let target = format!("{slash}{}?{}", url.path, url.query);
    let has_host = sent.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = Some(("host", url.authority)).filter(|_| !has_host);
    let wire = Wire::parse(sent.method, &target, sent.headers.iter().copied().chain(host))?;
    let in_header = wire.header_values("authorization").next().is_some();
    match (in_header, wire.parameter("X-Amz-Signature")?.is_some()) {
        (true, true) => Err(Malformed::TwoSignatures.into()),
        (false, false) => Err(wire.without_signature(Refusal::NotSigned)),
        (true, false) => {
            let authorization = wire.required_header("authorization")?.to_owned();
            let (algorithm, [credential, names, signature]) = parse_authorization(&authorization)?;
            let date = date(&wire)?;
            let claims = Claims { place: Place::Authorization, algorithm, credential, names, signature };
            claims.case(&wire, date, sent)
        }
        (false, true) => {
            let algorithm = parse_algorithm(Place::Query, wire.required_parameter("X-Amz-Algorithm")?)?;
            let date = parse_date(Place::Query, wire.required_parameter("X-Amz-Date")?)?;
            let credential = wire.required_parameter("X-Amz-Credential")?;
            let names = wire.required_parameter("X-Amz-SignedHeaders")?;
            let signature = wire.required_parameter("X-Amz-Signature")?;
            let claims = Claims { place: Place::Query, algorithm, credential, names, signature };
            claims.case(&wire, date, sent)
        }
    }
}

/// What the request says about its signature.
struct Claims<'c> {
    place: Place,
    algorithm: Algorithm,
    credential: &'c str,
    names: &'c str,
    signature: &'c str,
}

impl Claims<'_> {
    fn case<'a>(&self, wire: &Wire, time: Timestamp, sent: &Sent<'a>) -> Result<Case<'a>, Refusal> {
        let place = self.place;
        if self.algorithm != Algorithm::HmacSha256 {
            return Err(Malformed::Algorithm(place).into());
        }
        // The day may be another than the time's: that is one of the faults that are looked for.
        let (access_key_id, scope) = parse_credential(self.credential, true).ok_or(Malformed::Credential(place))?;
        let signature = Signature::parse(self.signature).map_err(|_| Malformed::Signature(place))?;
        let token_is_last = || place == Place::Query && wire.token_is_last();
        let host = wire.header_values("host").next().unwrap_or_default();
        let other = Rules::for_received(scope.service(), || host, wire.path(), token_is_last).cloned();
        let rules = other.unwrap_or_else(|| Rules::for_service(scope.service()));
        let names = parse_signed_headers(place, self.names)?;
        let model = Model {
            method: wire.method.to_string(),
            path: canonical_path(wire.path(), &rules),
            parameters: parameters(wire, (place == Place::Query && !rules.sign_session_token).then_some(&rules)),
            is_sorted: true,
            headers: names.iter().map(|name| (name.clone(), Some(header(wire, name)))).collect(),
            payload: payload(wire, &rules, sent.body)?,
            time: time.to_string(),
            key_scope: scope.clone(),
            scope,
            secret: 0,
            access_key_id: access_key_id.to_owned(),
            steps: Steps::default(),
        };
        let (body, hosts) = (sent.body, sent.hosts);
        Ok(Case {
            model,
            signature,
            access_key_id: access_key_id.to_owned(),
            place,
            wire: wire.clone(),
            rules,
            body,
            hosts,
        })
    }
}

/// The path that is signed, by the service's rules.
fn canonical_path(sent: &str, rules: &Rules) -> String {
    let mut path = String::new();
    if rules.normalize_path {
        path = normalize(sent);
    } else {
        path.push_str(sent);
    }
    let mut out = String::with_capacity(path.len());
    if rules.encode_path_twice {
        percent::encode(&mut out, &path, &PATH);
    } else {
        percent::reencode(&mut out, &path, &PATH);
    }
    out
}

/// Without empty and dot segments.
pub(super) fn normalize(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let slash = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{slash}", segments.join("/"))
}

/// The parameters as they are signed, in the order in which they were sent.
fn parameters(wire: &Wire, without_token: Option<&Rules>) -> Vec<String> {
    let query = wire.query_without(without_token.map(|rules| rules.session_token_parameter));
    let encoded = query::split(&query).map(|(name, value)| {
        let mut out = String::with_capacity(name.len() + value.len() + 1);
        percent::reencode(&mut out, name, &UNRESERVED);
        out.push('=');
        percent::reencode(&mut out, value, &UNRESERVED);
        out
    });
    encoded.filter(|parameter| !parameter.starts_with("X-Amz-Signature=")).collect()
}

/// The value of a header as it is signed: folded, and several of one name joined. An absent one counts as empty.
pub(super) fn header(wire: &Wire, name: &str) -> String {
    if name == "host" {
        return wire.header_values(name).next().unwrap_or_default().to_owned();
    }
    let fold = |value: &str| value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    wire.header_values(name).map(fold).collect::<Vec<_>>().join(",")
}

fn payload(wire: &Wire, rules: &Rules, body: Option<&[u8]>) -> Result<String, Refusal> {
    let named = wire.header(PAYLOAD_HEADER)?.or_else(|| wire.first_parameter(PAYLOAD_HEADER));
    Ok(match (named, body) {
        (Some(named), _) => named.to_owned(),
        (None, _) if rules.payload_hash == UNSIGNED_PAYLOAD => UNSIGNED_PAYLOAD.to_owned(),
        (None, Some(body)) => hash(body),
        (None, None) => EMPTY_PAYLOAD.to_owned(),
    })
}

/// The SHA-256 of a body, in hexadecimal digits.
pub(super) fn hash(body: &[u8]) -> String {
    hex::to_string(&Sha256::digest(body).into())
}
