//! A request as it came over the wire, not yet trusted.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use core::str;

use crate::error::{Error, Reason};
use crate::request::headers::is_token;
use crate::request::query;
use crate::text::percent;
use crate::verify::{Place, Refusal};

/// Method, target and headers, unchanged except that the headers' names are in lower case.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) method: String,
    /// Percent-encoded; begins with `/`.
    target: String,
    /// The names and values of the target's query, in its order.
    parameters: Vec<(Text, Text)>,
    /// Sorted by name, those of one name in their order: each must be found quickly among thousands.
    headers: Vec<(String, String)>,
}

/// A name or a value in the target, decoded. Most have no escapes and are not copied.
#[derive(Clone)]
enum Text {
    Written(Range<usize>),
    Decoded(String),
}

impl Text {
    /// A part of the target.
    fn of(target: &str, part: &str) -> Self {
        if part.contains('%') {
            return Self::Decoded(decode(part));
        }
        // Nothing at all may be elsewhere.
        let start = if part.is_empty() { 0 } else { part.as_ptr().addr() - target.as_ptr().addr() };
        Self::Written(start..start + part.len())
    }

    fn within<'a>(&'a self, target: &'a str) -> &'a str {
        match self {
            Self::Written(place) => &target[place.clone()],
            Self::Decoded(text) => text,
        }
    }
}

impl Wire {
    pub(crate) fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        let (authority, target) = split_target(target)?;
        let query = target.split_once('?').map_or("", |(_, query)| query);
        // No more room than a URL of AWS's needs, before anything is known of this one.
        let mut texts = Vec::with_capacity(query.bytes().filter(|byte| *byte == b'&').count().min(15) + 1);
        texts.extend(query::split(query).map(|(name, value)| (Text::of(&target, name), Text::of(&target, value))));
        let mut wire =
            Self { method: method.to_owned(), parameters: texts, target: target.into_owned(), headers: Vec::new() };
        for (name, value) in headers {
            // A name with a space before it would not be looked at, and might be an `x-amz-` header to whoever trims
            // it.
            if name.is_empty() || !name.bytes().all(is_token) {
                return Err(Error(Reason::InvalidHeaderName(name.to_owned())).into());
            }
            wire.headers.push((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()));
        }
        wire.headers.sort_by(|(a, _), (b, _)| a.cmp(b));
        wire.check_host(authority)?;
        Ok(wire)
    }

    /// The host of HTTP/2, `:authority`, is in the URI.
    #[cfg(feature = "http")]
    pub(crate) fn from_http_parts(parts: &::http::request::Parts) -> Result<Self, Refusal> {
        let mut headers = Vec::with_capacity(parts.headers.len() + 1);
        for (name, value) in &parts.headers {
            let name = name.as_str();
            let value = str::from_utf8(value.as_bytes());
            headers.push((name, value.map_err(|_| Refusal::HeaderNotUtf8(name.to_owned()))?));
        }
        if let (Some(authority), false) = (parts.uri.authority(), parts.headers.contains_key("host")) {
            headers.push(("host", authority.as_str()));
        }
        Self::parse(parts.method.as_str(), &alloc::format!("{}", parts.uri), headers)
    }

    /// The host goes into the canonical request as it was sent: it must not add a line. It must also be the host of a
    /// target in absolute form. HTTP says that the target's counts, but many servers go by the header.
    fn check_host(&self, authority: Option<&str>) -> Result<(), Refusal> {
        let host = self.required_header("host")?;
        let is_host_byte = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
        if host.is_empty() || !host.bytes().all(is_host_byte) {
            return Err(Refusal::Host);
        }
        if authority.is_none_or(|authority| authority.eq_ignore_ascii_case(host)) {
            Ok(())
        } else {
            Err(Refusal::TwoHosts)
        }
    }

    /// The path, percent-encoded as it was sent.
    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query, percent-encoded as it was sent, without the parameters of this name.
    pub(crate) fn query_without(&self, name: Option<&str>) -> Cow<'_, str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        name.map_or(query.into(), |name| self.query_where(|other| other != name).into())
    }

    /// The query, percent-encoded as it was sent, with only those parameters whose decoded names are kept.
    pub(crate) fn query_where(&self, is_kept: impl Fn(&str) -> bool) -> String {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter(|written| is_kept(&parameter(written).0)).collect::<Vec<_>>().join("&")
    }

    /// The decoded query, in its order. What is not UTF-8 is replaced by U+FFFD.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.within(&self.target), value.within(&self.target)))
    }

    /// The name of a parameter whose name or value has bytes that are not UTF-8, which are replaced.
    pub(crate) fn parameter_beyond_utf8(&self) -> Option<String> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let is_utf8 = |written: &&str| !written.contains('%') || str::from_utf8(&percent::decode(written)).is_ok();
        query.split('&').find(|written| !is_utf8(written)).map(|written| parameter(written).0)
    }

    /// The decoded value of a signing parameter.
    ///
    /// Refused if it is repeated, in any case: the one that is signed might not be the one that is used. A name in
    /// another case is not a signing parameter.
    pub(crate) fn parameter(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let mut found = self.parameters().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let first = found.next();
        if found.next().is_some() {
            return Err(Refusal::Duplicate { place: Place::Query, name });
        }
        Ok(first.filter(|(other, _)| *other == name).map(|(_, value)| value))
    }

    /// The decoded value of the first parameter of this name, in any case.
    pub(crate) fn first_parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether the session token was appended to a URL after it was signed.
    pub(crate) fn token_is_last(&self) -> bool {
        let place = |name: &str| self.parameters().position(|(other, _)| other == name);
        place("X-Amz-Security-Token") > place("X-Amz-Signature")
    }

    pub(crate) fn required_parameter(&self, name: &'static str) -> Result<&str, Refusal> {
        self.parameter(name)?.ok_or(Refusal::Missing { place: Place::Query, name })
    }

    /// The refusal of a request without a signature of version 4.
    pub(crate) fn without_signature(&self, missing: Refusal) -> Refusal {
        let has = |name: &str| self.parameters().any(|(other, _)| other == name);
        let in_header = self.header_values("authorization").any(|value| value.starts_with("AWS "));
        if in_header || (has("AWSAccessKeyId") && has("Signature")) { Refusal::SignatureVersion2 } else { missing }
    }

    /// The value of a header that is not repeated.
    pub(crate) fn header(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let mut values = self.header_values(name);
        let first = values.next();
        if values.next().is_some() { Err(Refusal::DuplicateHeader(name.to_owned())) } else { Ok(first) }
    }

    pub(crate) fn required_header(&self, name: &'static str) -> Result<&str, Refusal> {
        self.header(name)?.ok_or(Refusal::MissingHeader(name))
    }

    /// Sorted by name.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(crate) fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        let start = self.headers.partition_point(|(other, _)| other.as_str() < name);
        self.headers[start..].iter().take_while(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The authority of a target in absolute form, `http://host/key?query`, and path and query of any target (RFC 9112,
/// section 3.2).
fn split_target(target: &str) -> Result<(Option<&str>, Cow<'_, str>), Refusal> {
    if target.starts_with('/') {
        return Ok((None, target.into()));
    }
    let (scheme, rest) = target.split_once("://").ok_or(Refusal::Target)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(Refusal::Target);
    }
    let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let slash = if rest.starts_with('/') { "" } else { "/" };
    Ok((Some(authority), [slash, rest].concat().into()))
}

/// The decoded names and values of a query.
#[cfg(feature = "explain")]
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    query::split(query).map(decoded)
}

fn parameter(written: &str) -> (String, String) {
    decoded(query::split_pair(written))
}

fn decoded((name, value): (&str, &str)) -> (String, String) {
    (decode(name), decode(value))
}

/// What is not UTF-8 is no signing parameter; it becomes U+FFFD, which is no part of one either.
fn decode(text: &str) -> String {
    match String::from_utf8(percent::decode(text)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}
