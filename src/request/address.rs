//! Scheme, host and path of a URL, in the form that clients send.

use alloc::borrow::Cow;
use alloc::format;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Range;

use crate::error::{Error, Reason};
use crate::text::percent::{PATH, escape};

/// The schemes of signed requests, each with the port that clients leave out of `Host`.
const SCHEMES: [(&str, &str); 4] = [("https", "443"), ("http", "80"), ("wss", "443"), ("ws", "80")];

/// A URL without one of these schemes.
const UNKNOWN_SCHEME: Error =
    Error(Reason::InvalidUrl("the URL does not begin with https://, http://, wss:// or ws://"));
/// A host that clients would refuse, or rewrite before they send it.
pub(crate) const INVALID_HOST: Error =
    Error(Reason::InvalidUrl("the host is not a DNS name in ASCII, an IPv4 address or an IPv6 address in brackets"));

/// Scheme, host and path of a URL, in the form that clients send. One string, because every URL begins with it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// `https://host/path`.
    text: Cow<'a, str>,
    host: Range<usize>,
    /// Whether nothing in the path is, or should be, percent-encoded: such a path has only one spelling.
    is_plain: bool,
}

impl<'a> Address<'a> {
    /// Joins the parts. The host is in lower case and without the scheme's default port, the path percent-encoded.
    pub(crate) fn new(scheme: &str, host: &str, path: &str) -> Self {
        let start = scheme.len() + SEPARATOR.len();
        let text = [scheme, SEPARATOR, host, path].concat().into();
        Self { text, host: start..start + host.len(), is_plain: PATH.keeps(path) }
    }

    /// As [`new`](Self::new), but without a copy if the URL begins with exactly these parts.
    pub(crate) fn of_url(url: &'a str, scheme: &str, host: &str, path: &str) -> Self {
        let start = scheme.len() + SEPARATOR.len();
        let host_end = start + host.len();
        let is_same = url.starts_with(scheme)
            && url.get(start..host_end) == Some(host)
            && url.get(host_end..).is_some_and(|rest| rest.starts_with(path));
        if is_same {
            let text = url[..host_end + path.len()].into();
            Self { text, host: start..host_end, is_plain: PATH.keeps(path) }
        } else {
            Self::new(scheme, host, path)
        }
    }

    /// The same address with its path cut to `length` bytes.
    pub(crate) fn with_path_up_to(&self, length: usize) -> Address<'_> {
        Address { text: self.text[..self.host.end + length].into(), host: self.host.clone(), ..*self }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn host(&self) -> &str {
        &self.text[self.host.clone()]
    }

    /// Percent-encoded; begins with `/`.
    pub(crate) fn path(&self) -> &str {
        &self.text[self.host.end..]
    }

    /// Scheme and host.
    pub(crate) fn origin(&self) -> &str {
        &self.text[..self.host.end]
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
    }

    pub(crate) fn into_owned(self) -> Address<'static> {
        Address { text: self.text.into_owned().into(), ..self }
    }
}

/// What separates scheme and host.
const SEPARATOR: &str = "://";

/// A URL, split into its parts.
pub(crate) struct UrlText<'a> {
    pub(crate) scheme: &'static str,
    /// In lower case and without the scheme's default port: what clients send, and therefore what is signed.
    pub(crate) host: Cow<'a, str>,
    /// Begins with `/`.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

impl<'a> UrlText<'a> {
    /// Splits a URL and checks all of it except the names in the query.
    pub(crate) fn parse(url: &'a str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once(SEPARATOR).ok_or(UNKNOWN_SCHEME)?;
        let &(scheme, default_port) =
            SCHEMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(scheme)).ok_or(UNKNOWN_SCHEME)?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(Error(Reason::InvalidUrl("the URL has user information before its host")));
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        check_target(path, query)?;
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { scheme, host: host(authority, default_port)?, path, query })
    }
}

/// Checks path and query except the names in the query.
pub(super) fn check_target(path: &str, query: &str) -> Result<(), Error> {
    if path.contains('#') || query.contains('#') {
        return Err(Error(Reason::InvalidUrl(
            "the URL has a fragment: a # that belongs to the path or the query is written %23",
        )));
    }
    check_encoded("path", path)?;
    check_encoded("query", query)?;
    if query.contains('+') { Err(Error(Reason::BarePlus)) } else { Ok(()) }
}

/// The host as clients send it: lower case, no default port, an IPv6 address in its short form.
fn host<'a>(authority: &'a str, default_port: &str) -> Result<Cow<'a, str>, Error> {
    let (name, port) = match authority.rfind(':').filter(|colon| !authority[*colon..].contains(']')) {
        Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
        None => (authority, None),
    };
    if !port.is_none_or(is_port) {
        return Err(Error(Reason::InvalidUrl("the port is not a number from 1 to 65535")));
    }
    let name = host_name(name)?;
    Ok(match port.filter(|port| *port != default_port) {
        None => name,
        Some(_) if matches!(name, Cow::Borrowed(_)) => Cow::Borrowed(authority),
        Some(port) => Cow::Owned(format!("{name}:{port}")),
    })
}

/// Whether this is a port as clients write it: digits without a sign or a leading zero.
fn is_port(port: &str) -> bool {
    !port.starts_with('0') && port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

/// The host name in lower case. Refuses every host that a WHATWG URL parser would refuse, or change in any other way.
fn host_name(name: &str) -> Result<Cow<'_, str>, Error> {
    if name.is_empty() {
        return Err(Error(Reason::EmptyName("host")));
    }
    if let Some(address) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        let address: Ipv6Addr = address.parse().map_err(|_| INVALID_HOST)?;
        // Clients do not agree on how to write an IPv4 address inside an IPv6 address.
        let spelled = format!("[{address}]");
        return if spelled.contains('.') { Err(INVALID_HOST) } else { Ok(Cow::Owned(spelled)) };
    }
    if name.len() > 253 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return Err(INVALID_HOST);
    }
    // If the last label is a number, clients parse the whole name as an IPv4 address: `1.2` would become `1.0.0.2`.
    let last = name.strip_suffix('.').unwrap_or(name).rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x") || last.starts_with("0X");
    if number && name.parse::<Ipv4Addr>().is_err() {
        return Err(INVALID_HOST);
    }
    // A name in lower case, as is usual, need not be copied.
    let has_upper_case = name.bytes().any(|b| b.is_ascii_uppercase());
    Ok(if has_upper_case { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) })
}

/// Refuses characters that must not appear in a URL, which some clients encode and others drop, and a malformed `%`.
/// Characters beyond ASCII are accepted, because they have only one encoding (RFC 3987).
fn check_encoded(part: &'static str, text: &str) -> Result<(), Error> {
    // Most bytes are never encoded, and that check is quick.
    let mut is_broken = false;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| !PATH.keeps_byte(*byte)) {
        match byte {
            b'%' => is_broken |= escape(&text.as_bytes()[at..]).is_none(),
            b'\0'..=b' ' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{'..=b'}' | 0x7f => {
                return Err(Error(Reason::NotEncoded { part, character: char::from(byte) }));
            }
            _ => {}
        }
    }
    if is_broken { Err(Error(Reason::MalformedPercent(part))) } else { Ok(()) }
}
