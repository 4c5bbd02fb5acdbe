//! A URL as it goes over the wire, which is the one that is signed.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::text::percent::{decode, escape};

/// The parameters of a signed URL. Their names are case-sensitive.
pub(super) const PARAMETERS: [&str; 5] = ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"];

/// A URL in its parts, as written.
#[derive(Clone, Copy)]
pub(super) struct Url<'a> {
    pub(super) text: &'a str,
    pub(super) scheme: &'a str,
    /// With the port, if it has one.
    pub(super) host: &'a str,
    /// Begins with `/`.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// Splits a URL. Refuses every one that a client would change before it sends it, except that `.` and `..` in the
    /// path are left.
    pub(super) fn parse(text: &'a str) -> Result<Self, Error> {
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let default_port = match scheme {
            "https" => "443",
            "http" => "80",
            _ => return Err(Error(Reason::InvalidUrl("the URL does not begin with https:// or http://"))),
        };
        if rest.contains('#') {
            return Err(Error(Reason::InvalidUrl(
                "the URL has a fragment: a # that belongs to the path or the query is written %23",
            )));
        }
        let Some(at) = rest.find('/').filter(|at| !rest[..*at].contains('?')) else {
            return Err(Error(Reason::InvalidUrl("the URL has no path: clients would add a / after the host")));
        };
        let (host, target) = rest.split_at(at);
        check_host(host, default_port)?;
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        check_encoded("path", path)?;
        check_encoded("query", query.unwrap_or_default())?;
        Ok(Self { text, scheme, host, path, query })
    }

    /// Refuses what a URL that is to be signed may not have.
    pub(super) fn check_unsigned(&self) -> Result<(), Error> {
        if self.query == Some("") {
            return Err(Error(Reason::InvalidUrl("the URL ends with ?: write it without an empty query")));
        }
        match self.parameters().find_map(|(name, _)| signing_name(name)) {
            Some(name) => Err(Error(Reason::ReservedParameter(name.into()))),
            None => Ok(()),
        }
    }

    /// The parameters of the query, as written.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.segments().map(|segment| segment.split_once('=').unwrap_or((segment, "")))
    }

    /// The URL without the parameters of a signature: the one that was signed.
    pub(super) fn without_signature(&self) -> String {
        let is_kept = |segment: &&str| !PARAMETERS.contains(&segment.split('=').next().unwrap_or_default());
        let kept: Vec<_> = self.segments().filter(is_kept).collect();
        let base = &self.text[..self.text.find('?').unwrap_or(self.text.len())];
        if kept.is_empty() { base.into() } else { [base, "?", &kept.join("&")].concat() }
    }

    /// Whether a server or a client may take it for the URL of a different path.
    pub(super) fn has_dot_segment(&self) -> bool {
        let path = decode(self.path);
        path.split(|byte| b"/\\".contains(byte)).any(|segment| segment == b"." || segment == b"..")
    }

    fn segments(&self) -> impl Iterator<Item = &'a str> {
        self.query.into_iter().flat_map(|query| query.split('&'))
    }
}

/// The parameter of a signature that a name may be read as.
pub(super) fn signing_name(name: &str) -> Option<&'static str> {
    let decoded = decode(name);
    PARAMETERS.into_iter().find(|parameter| parameter.as_bytes() == decoded)
}

/// Refuses a host that clients write in a different way: in lower case, without the scheme's default port.
fn check_host(host: &str, default_port: &str) -> Result<(), Error> {
    let refused = |sentence| Err(Error(Reason::InvalidUrl(sentence)));
    let colon = host.rfind(':').filter(|colon| !host[*colon..].contains(']'));
    let (name, port) = colon.map_or((host, None), |colon| (&host[..colon], Some(&host[colon + 1..])));
    if host.contains('@') {
        return refused("the URL has user information before its host");
    }
    if port == Some(default_port) {
        return refused("the host has the default port of the scheme, which clients leave out");
    }
    let is_number = |port: &str| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok();
    if !port.is_none_or(is_number) {
        return refused("the port is not a number from 1 to 65535");
    }
    let is_address = || {
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        address.is_some_and(|address| address.parse::<core::net::Ipv6Addr>().is_ok())
    };
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    if (name.is_empty() || !name.bytes().all(is_letter)) && !is_address() {
        return refused("the host is not a DNS name in lower case or an IP address");
    }
    Ok(())
}

/// Refuses characters that clients encode, or that would end a string of a policy, and a malformed `%`.
fn check_encoded(part: &'static str, text: &str) -> Result<(), Error> {
    // Browsers encode an apostrophe in the query, and leave it alone in the path.
    let is_encoded = |c: char| !c.is_ascii_graphic() || "\"<>\\^`{|}".contains(c) || (c == '\'' && part == "query");
    if let Some(character) = text.chars().find(|c| is_encoded(*c)) {
        return Err(Error(Reason::NotEncoded { part, character }));
    }
    if text.match_indices('%').any(|(at, _)| escape(&text.as_bytes()[at..]).is_none()) {
        return Err(Error(Reason::MalformedPercent(part)));
    }
    Ok(())
}
