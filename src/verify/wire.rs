//! A request as it came over the wire, before anyone trusts it.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::request::Request;
use crate::request::address::Address;
use crate::request::headers::{changes_on_the_way, is_token};
use crate::request::payload::{PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::signing::{CanonicalRequest, Rules};
use crate::text::hex;
use crate::text::percent;
use crate::verify::{Error, Payload, Place};

/// Method, target and headers, none of them changed but for the headers' names, which are in lower case.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) method: String,
    /// Percent-encoded; begins with `/`.
    target: String,
    /// The target's query, decoded, in its order.
    parameters: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body_hash: Option<[u8; 32]>,
}

impl Wire {
    pub(crate) fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        if !target.starts_with('/') {
            return Err(Error::Target);
        }
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let mut wire = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            parameters: parameters(query).collect(),
            headers: Vec::new(),
            body_hash: None,
        };
        for (name, value) in headers {
            // A name with a space before it would not be looked at, and might be an `x-amz-` header to whoever trims it.
            if name.is_empty() || !name.bytes().all(is_token) {
                return Err(crate::Error::InvalidHeaderName(name.to_owned()).into());
            }
            wire.headers.push((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()));
        }
        wire.check_host()?;
        Ok(wire)
    }

    /// The host goes into the canonical request as it was sent: it must not bring a line of its own.
    fn check_host(&self) -> Result<(), Error> {
        let host = self.required_header("host")?;
        let is_host_byte = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
        if host.is_empty() || !host.bytes().all(is_host_byte) { Err(Error::Host) } else { Ok(()) }
    }

    pub(crate) fn set_body(&mut self, body: &[u8]) {
        self.body_hash = Some(Sha256::digest(body).into());
    }

    /// The path, percent-encoded as it was sent.
    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The path, decoded, if that is UTF-8.
    pub(crate) fn decoded_path(&self) -> Option<String> {
        String::from_utf8(decode(self.path())).ok()
    }

    fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The decoded value of a signing parameter.
    ///
    /// Refused if it comes twice, in any spelling: the one that is signed might not be the one that is used. In another
    /// spelling of capitals it is not a signing parameter.
    pub(crate) fn parameter(&self, name: &'static str) -> Result<Option<&str>, Error> {
        let mut found = self.parameters.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let first = found.next();
        if found.next().is_some() {
            return Err(Error::Duplicate { place: Place::Query, name });
        }
        Ok(first.filter(|(other, _)| other == name).map(|(_, value)| value.as_str()))
    }

    pub(crate) fn required_parameter(&self, name: &'static str) -> Result<&str, Error> {
        self.parameter(name)?.ok_or(Error::Missing { place: Place::Query, name })
    }

    /// The value of a header that comes once.
    pub(crate) fn header(&self, name: &'static str) -> Result<Option<&str>, Error> {
        let mut values = self.header_values(name);
        let first = values.next();
        if values.next().is_some() { Err(Error::DuplicateHeader(name)) } else { Ok(first) }
    }

    pub(crate) fn required_header(&self, name: &'static str) -> Result<&str, Error> {
        self.header(name)?.ok_or(Error::MissingHeader(name))
    }

    fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Refuses a signed header that is absent, and an `x-amz-` header that is not signed.
    pub(crate) fn check_headers(&self, signed: &[String], rules: &Rules) -> Result<(), Error> {
        if let Some(absent) = signed.iter().find(|name| self.header_values(name).next().is_none()) {
            return Err(Error::SignedHeaderAbsent(absent.clone()));
        }
        let token_header = rules.session_token_parameter;
        let may_be_unsigned = |name: &str| !rules.sign_session_token && name.eq_ignore_ascii_case(token_header);
        let is_unsigned =
            |name: &String| name.starts_with("x-amz-") && !signed.contains(name) && !may_be_unsigned(name);
        match self.headers.iter().find(|(name, _)| is_unsigned(name)) {
            Some((name, _)) => Err(Error::UnsignedHeader(name.clone())),
            None => Ok(()),
        }
    }

    /// The canonical request of this request, by the code that signs. A signed header that is absent counts as empty,
    /// as in S3's answers.
    pub(crate) fn canonical_request(&self, signed: &[String], rules: &Rules) -> Result<CanonicalRequest, Error> {
        let url = format!("https://host{}?{}", self.path(), self.signed_query(rules));
        let mut request = Request::new(&self.method, &url)?;
        // As it was sent, with its capitals and its port: any other host was not signed.
        request.address = Address::new("https", self.required_header("host")?, request.address.path());
        if let Some(hash) = self.payload_hash(rules)? {
            request = request.payload_hash(&hash);
        }
        for name in signed.iter().filter(|name| *name != "host") {
            if *name == "user-agent" || changes_on_the_way(name) {
                return Err(Error::NeverSigned(name.clone()));
            }
            if self.header_values(name).next().is_none() {
                request.headers.push(name, "")?;
            }
            for value in self.header_values(name) {
                request.headers.push(name, value)?;
            }
        }
        Ok(CanonicalRequest::new(&request, rules)?)
    }

    /// The query that is signed: all of it (the canonicalizer leaves the signature out) but for the token
    /// that some services want unsigned.
    fn signed_query(&self, rules: &Rules) -> Cow<'_, str> {
        if rules.sign_session_token {
            return self.query().into();
        }
        let is_signed = |text: &&str| parameter(text).0 != rules.session_token_parameter;
        self.query().split('&').filter(is_signed).collect::<Vec<_>>().join("&").into()
    }

    /// What the request says its payload hash is, in a header or a parameter; else the body's, where the service signs it.
    pub(crate) fn payload_hash(&self, rules: &Rules) -> Result<Option<String>, Error> {
        if let Some(hash) = self.header(PAYLOAD_HEADER)? {
            return Ok(Some(hash.to_owned()));
        }
        let named = self.parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(PAYLOAD_HEADER));
        let body_hash = self.body_hash.filter(|_| rules.payload_hash != UNSIGNED_PAYLOAD);
        Ok(named.map(|(_, hash)| hash.clone()).or(body_hash.map(|hash| hex::to_string(&hash))))
    }

    /// What the signature says about the body, compared with the body if that is at hand.
    pub(crate) fn payload(&self, canonical_request: &CanonicalRequest) -> Result<Payload, Error> {
        let payload = Payload::of(canonical_request);
        match &self.body_hash {
            Some(hash) => payload.check_hash(hash).map(|()| payload),
            None => Ok(payload),
        }
    }
}

/// The decoded names and values of a query.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|text| !text.is_empty()).map(parameter)
}

fn parameter(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    // What is not UTF-8 cannot be part of a signature; it comes out as U+FFFD, which is nobody's either.
    let decode = |text| match String::from_utf8(decode(text)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    (decode(name), decode(value))
}

/// Percent-decodes; a `+` is a plus sign.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    if !text.contains('%') {
        return text.into();
    }
    let mut rest = text.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let [byte, tail @ ..] = rest {
        let escaped = percent::escape(rest);
        decoded.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { &rest[3..] } else { tail };
    }
    decoded
}
