//! A request as it came over the wire, not yet trusted.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use core::str;

use crate::error::{Error, Reason};
use crate::request::headers::is_token;
use crate::request::known_method;
use crate::request::payload::PAYLOAD_HEADER;
use crate::request::query::{self, AsSigned, Span};
use crate::text::percent;
use crate::verify::{Malformed, Place, Refusal};

/// Method, target and headers, unchanged except that the headers' names are in lower case.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) method: Cow<'static, str>,
    /// The target, which is percent-encoded and begins with `/`; those of its names and values that have escapes,
    /// decoded; the names and values of the headers. One string, so that no part of a request is an allocation.
    text: String,
    target_end: usize,
    path_end: usize,
    /// Those of the target's query, in its order.
    parameters: Vec<Parameter>,
    /// Whether the query is written as it is signed.
    is_as_signed: bool,
    /// Sorted by name, those of one name in their order: each must be found quickly among thousands.
    headers: Vec<Pair>,
}

/// Where a parameter is, decoded in the text, and as it is written in the query.
#[derive(Clone)]
struct Parameter {
    decoded: Pair,
    written: Span,
}

/// Where a name and its value are in the text.
#[derive(Clone)]
struct Pair {
    name: Range<usize>,
    value: Range<usize>,
}

impl Wire {
    pub(crate) fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        let (authority, target) = split_target(target)?;
        let path_end = target.find('?').unwrap_or(target.len());
        let query_start = target.len().min(path_end + 1);
        let query = &target[query_start..];
        // The usual methods are not copied. What others are worth is seen once the request is to be signed.
        let method = known_method(method).unwrap_or_else(|_| Cow::Owned(method.to_owned()));
        let mut text = String::with_capacity(target.len() + ROOM);
        text.push_str(&target);
        // Room for a URL of AWS's, before anything is known of this one.
        let mut parameters = Vec::with_capacity(if query.is_empty() { 0 } else { 8 });
        let mut as_signed = AsSigned::default();
        for written in query::split_at(query) {
            let mut place = |part: Range<usize>| {
                if part.end <= written.escaped_from {
                    part.start + query_start..part.end + query_start
                } else {
                    place(&mut text, &query[part])
                }
            };
            let decoded = Pair { name: place(written.span.name()), value: place(written.span.value()) };
            as_signed.push(&written);
            parameters.push(Parameter { decoded, written: written.span });
        }
        let (target_end, is_as_signed) = (target.len(), as_signed.is(query));
        let headers = headers.into_iter();
        let room = Vec::with_capacity(headers.size_hint().0);
        let mut wire = Self { method, text, target_end, path_end, parameters, is_as_signed, headers: room };
        for (name, value) in headers {
            wire.push_header(name, value)?;
        }
        let Self { text, headers, .. } = &mut wire;
        headers.sort_by(|a, b| text.as_bytes()[a.name.clone()].cmp(&text.as_bytes()[b.name.clone()]));
        wire.check_host(authority)?;
        Ok(wire)
    }

    fn push_header(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        // A name with a space before it would not be looked at, and might be an `x-amz-` header to whoever trims it.
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error(Reason::InvalidHeaderName(name.to_owned())).into());
        }
        let start = self.text.len();
        self.text.push_str(name);
        self.text[start..].make_ascii_lowercase();
        let middle = self.text.len();
        self.text.push_str(value.trim_matches([' ', '\t']));
        self.headers.push(Pair { name: start..middle, value: middle..self.text.len() });
        Ok(())
    }

    /// The host of HTTP/2, `:authority`, is in the URI.
    #[cfg(feature = "http")]
    pub(crate) fn from_http_parts(parts: &::http::request::Parts) -> Result<Self, Refusal> {
        let mut headers = Vec::with_capacity(parts.headers.len() + 1);
        for (name, value) in &parts.headers {
            let name = name.as_str();
            let value = str::from_utf8(value.as_bytes());
            headers.push((name, value.map_err(|_| Malformed::HeaderNotUtf8(name.to_owned()))?));
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
        let is_host_byte = |b: u8| b.is_ascii_alphanumeric() | matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        // Without an end before the last byte, the compiler looks at many at a time.
        if host.is_empty() || !host.bytes().fold(true, |is_good, byte| is_good & is_host_byte(byte)) {
            return Err(Malformed::Host.into());
        }
        if authority.is_none_or(|authority| authority.eq_ignore_ascii_case(host)) {
            Ok(())
        } else {
            Err(Malformed::TwoHosts.into())
        }
    }

    /// The path, percent-encoded as it was sent.
    pub(crate) fn path(&self) -> &str {
        &self.text[..self.path_end]
    }

    /// The query, percent-encoded as it was sent.
    fn query(&self) -> &str {
        self.text[self.path_end..self.target_end].strip_prefix('?').unwrap_or_default()
    }

    /// The query, percent-encoded as it was sent, without the parameters of this name.
    pub(crate) fn query_without(&self, name: Option<&str>) -> Cow<'_, str> {
        name.map_or(self.query().into(), |name| self.query_where(|other| other != name).into())
    }

    /// The query, percent-encoded as it was sent, with only those parameters whose decoded names are kept.
    pub(crate) fn query_where(&self, is_kept: impl Fn(&str) -> bool) -> String {
        self.query().split('&').filter(|written| is_kept(&parameter(written).0)).collect::<Vec<_>>().join("&")
    }

    /// The decoded query, in its order. What is not UTF-8 is replaced by U+FFFD.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|parameter| self.pair(&parameter.decoded))
    }

    /// Whether the name of any header, in lower case, or parameter, decoded, is like this.
    pub(crate) fn has_name(&self, is_this: impl Fn(&[u8]) -> bool) -> bool {
        self.headers.iter().any(|pair| is_this(self.name(pair)))
            || self.parameters.iter().any(|parameter| is_this(self.name(&parameter.decoded)))
    }

    /// What is signed of the query, if it is written as it is signed, and names at most one payload hash together with
    /// the header: of two, it has to be seen whether they are the same.
    pub(crate) fn signed_query(&self) -> Option<Cow<'_, str>> {
        let hashes = self.values_of(PAYLOAD_HEADER).count() + self.header_values(PAYLOAD_HEADER).count();
        if !self.is_as_signed || hashes > 1 {
            return None;
        }
        let is_signed = |parameter: &&Parameter| self.name(&parameter.decoded) != b"X-Amz-Signature";
        let signed = self.parameters.iter().filter(is_signed).map(|parameter| parameter.written);
        Some(AsSigned::sorted(self.query(), signed))
    }

    /// The name of a parameter whose name or value has bytes that are not UTF-8, which are replaced.
    pub(crate) fn parameter_beyond_utf8(&self) -> Option<String> {
        let is_utf8 = |written: &&str| !written.contains('%') || str::from_utf8(&percent::decode(written)).is_ok();
        self.query().split('&').find(|written| !is_utf8(written)).map(|written| parameter(written).0)
    }

    /// The decoded value of a signing parameter.
    ///
    /// Refused if it is repeated, in any case: the one that is signed might not be the one that is used. A name in
    /// another case is not a signing parameter.
    pub(crate) fn parameter(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        self.parameters_of([name]).map(|[value]| value)
    }

    /// The same of several, in one pass.
    pub(crate) fn parameters_of<const N: usize>(&self, names: [&'static str; N]) -> Result<[Option<&str>; N], Refusal> {
        let mut found = [None; N];
        for Parameter { decoded, .. } in &self.parameters {
            let name = self.name(decoded);
            let exact = names.iter().position(|known| known.as_bytes() == name);
            let in_any_case = || names.iter().position(|known| known.as_bytes().eq_ignore_ascii_case(name));
            let Some(at) = exact.or_else(in_any_case) else { continue };
            let value = exact.map(|_| &self.text[decoded.value.clone()]);
            if found[at].replace(value).is_some() {
                return Err(Malformed::Duplicate { place: Place::Query, name: names[at] }.into());
            }
        }
        Ok(found.map(Option::flatten))
    }

    /// The decoded value of the first parameter of this name, in any case.
    pub(crate) fn first_parameter(&self, name: &str) -> Option<&str> {
        self.values_of(name).next()
    }

    /// The decoded values of the parameters of this name, in any case.
    fn values_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_named = move |pair: &&Pair| self.name(pair).eq_ignore_ascii_case(name.as_bytes());
        let pairs = self.parameters.iter().map(|parameter| &parameter.decoded);
        pairs.filter(is_named).map(|pair| &self.text[pair.value.clone()])
    }

    /// Whether the session token was appended to a URL after it was signed.
    pub(crate) fn token_is_last(&self) -> bool {
        let place = |name: &str| self.parameters().position(|(other, _)| other == name);
        place("X-Amz-Security-Token") > place("X-Amz-Signature")
    }

    pub(crate) fn required_parameter(&self, name: &'static str) -> Result<&str, Refusal> {
        self.parameter(name)?.ok_or_else(|| Malformed::Missing { place: Place::Query, name }.into())
    }

    /// The refusal of a request without a signature of version 4.
    pub(crate) fn without_signature(&self, missing: Refusal) -> Refusal {
        let has = |name: &str| self.parameters().any(|(other, _)| other == name);
        let in_header = self.header_values("authorization").any(|value| value.starts_with("AWS "));
        if in_header || (has("AWSAccessKeyId") && has("Signature")) {
            Malformed::SignatureVersion2.into()
        } else {
            missing
        }
    }

    /// The value of a header that is not repeated.
    pub(crate) fn header(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let mut values = self.header_values(name);
        let first = values.next();
        if values.next().is_some() { Err(Malformed::DuplicateHeader(name.to_owned()).into()) } else { Ok(first) }
    }

    pub(crate) fn required_header(&self, name: &'static str) -> Result<&str, Refusal> {
        self.header(name)?.ok_or_else(|| Malformed::MissingHeader(name).into())
    }

    /// Sorted by name.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.headers.iter().map(|pair| self.pair(pair))
    }

    pub(crate) fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        let start = self.headers.partition_point(|pair| self.name(pair) < name.as_bytes());
        let is_named = move |pair: &&Pair| self.name(pair) == name.as_bytes();
        self.headers[start..].iter().take_while(is_named).map(|pair| &self.text[pair.value.clone()])
    }

    /// The bytes of a name: to compare them needs no look at where characters begin.
    #[inline]
    fn name(&self, pair: &Pair) -> &[u8] {
        &self.text.as_bytes()[pair.name.clone()]
    }

    #[inline]
    fn pair(&self, pair: &Pair) -> (&str, &str) {
        (&self.text[pair.name.clone()], &self.text[pair.value.clone()])
    }
}

/// The bytes of what is decoded and of the headers, as a browser sends them, at a guess.
const ROOM: usize = 512;

/// Appends a part of the target, decoded, and returns where it is.
fn place(text: &mut String, part: &str) -> Range<usize> {
    let start = text.len();
    append_decoded(text, part);
    start..text.len()
}

/// Appends what [`decode`] returns, without an allocation if it is ASCII.
fn append_decoded(text: &mut String, part: &str) {
    let (start, mut rest) = (text.len(), part);
    while let Some(at) = rest.bytes().position(|byte| byte == b'%') {
        text.push_str(&rest[..at]);
        rest = match percent::escape(&rest.as_bytes()[at..]) {
            Some(byte) if byte.is_ascii() => {
                text.push(char::from(byte));
                &rest[at + 3..]
            }
            // Several of them make one character.
            Some(_) => {
                text.truncate(start);
                return text.push_str(&decode(part));
            }
            None => {
                text.push('%');
                &rest[at + 1..]
            }
        };
    }
    text.push_str(rest);
}

/// The authority of a target in absolute form, `http://host/key?query`, and path and query of any target (RFC 9112,
/// section 3.2).
fn split_target(target: &str) -> Result<(Option<&str>, Cow<'_, str>), Refusal> {
    if target.starts_with('/') {
        return Ok((None, target.into()));
    }
    let (scheme, rest) = target.split_once("://").ok_or(Malformed::Target)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(Malformed::Target.into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of queries, put together at random.
    const QUERIES: &str = "(a|X-Amz-Date|x-amz-date|=|&|%61|%2F|%c3%a9|%ff|%|%g1|[+]|é){0,12}";

    proptest! {
        #[test]
        fn what_is_read_of_a_query_is_what_is_decoded(query in QUERIES) {
            let wire = Wire::parse("GET", &["/?", &query].concat(), [("host", "h")]).unwrap();
            let read = wire.parameters().map(|(name, value)| (name.to_owned(), value.to_owned()));
            prop_assert_eq!(read.collect::<Vec<_>>(), query::split(&query).map(decoded).collect::<Vec<_>>());
        }

        #[test]
        fn what_is_appended_is_what_is_decoded(text in "([a=/é]|%|%[0-7][0-9a-fA-F]|%[0-9a-f]{2}|%[c-e][0-9]%[89ab]f|%g1){0,9}") {
            let mut appended = String::from("before");
            append_decoded(&mut appended, &text);
            prop_assert_eq!(appended, ["before", &decode(&text)].concat());
        }
    }
}
