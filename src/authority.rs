//! Scheme and host of a URL text, in the form that clients send.

use alloc::borrow::Cow;
use alloc::format;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::Error;

/// The schemes that carry signed requests, each with the port that clients leave out of `Host`.
const SCHEMES: [(&str, &str); 4] = [("https", "443"), ("http", "80"), ("wss", "443"), ("ws", "80")];

/// A URL text, cut into its parts.
pub(crate) struct UrlText<'a> {
    pub(crate) scheme: &'static str,
    /// In lower case and without the scheme's default port: what clients send, hence what is signed.
    pub(crate) host: Cow<'a, str>,
    /// Begins with `/`.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

impl<'a> UrlText<'a> {
    /// Cuts a URL apart and checks all of it but the query's names.
    pub(crate) fn parse(url: &'a str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once("://").ok_or(Error::UnknownScheme)?;
        let &(scheme, default_port) =
            SCHEMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(scheme)).ok_or(Error::UnknownScheme)?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(Error::UserInfo);
        }
        if rest.contains('#') {
            return Err(Error::Fragment);
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        check_encoded("path", path)?;
        check_encoded("query", query)?;
        if query.contains('+') {
            return Err(Error::BarePlus);
        }
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { scheme, host: host(authority, default_port)?, path, query })
    }
}

/// The host as clients send it: lower case, no default port, an IPv6 address in its short form.
fn host<'a>(authority: &'a str, default_port: &str) -> Result<Cow<'a, str>, Error> {
    let (name, port) = match authority.rfind(':').filter(|colon| !authority[*colon..].contains(']')) {
        Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
        None => (authority, None),
    };
    if !port.is_none_or(is_port) {
        return Err(Error::InvalidPort);
    }
    let name = host_name(name)?;
    Ok(match port.filter(|port| *port != default_port) {
        None => name,
        Some(_) if matches!(name, Cow::Borrowed(_)) => Cow::Borrowed(authority),
        Some(port) => Cow::Owned(format!("{name}:{port}")),
    })
}

/// Digits as clients write them: no sign, no leading zero.
fn is_port(port: &str) -> bool {
    !port.starts_with('0') && port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

/// Refuses every host that a WHATWG parser would refuse or respell, other than by its capitals.
fn host_name(name: &str) -> Result<Cow<'_, str>, Error> {
    if name.is_empty() {
        return Err(Error::Empty("host"));
    }
    if let Some(address) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        let address: Ipv6Addr = address.parse().map_err(|_| Error::InvalidHost)?;
        // Clients do not agree on how to write an IPv4 address inside an IPv6 one.
        let spelled = format!("[{address}]");
        return if spelled.contains('.') { Err(Error::InvalidHost) } else { Ok(Cow::Owned(spelled)) };
    }
    if name.len() > 253 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return Err(Error::InvalidHost);
    }
    // A last label that is a number makes clients read the whole as an IPv4 address: `1.2` would become `1.0.0.2`.
    let last = name.strip_suffix('.').unwrap_or(name).rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x") || last.starts_with("0X");
    if number && name.parse::<Ipv4Addr>().is_err() {
        return Err(Error::InvalidHost);
    }
    // Without capitals, as hosts mostly are, there is nothing to copy.
    let has_capitals = name.bytes().any(|b| b.is_ascii_uppercase());
    Ok(if has_capitals { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) })
}

/// Refuses what is not a URL's text: characters that clients encode or drop each in their way, and a broken `%`.
/// Characters beyond ASCII have one encoding only (RFC 3987), so they are taken.
fn check_encoded(part: &'static str, text: &str) -> Result<(), Error> {
    let wrong = |c: char| c.is_ascii_control() || " \"<>\\^`{|}".contains(c);
    if let Some(character) = text.chars().find(|c| wrong(*c)) {
        return Err(Error::NotEncoded { part, character });
    }
    let broken = |(at, _): (usize, &str)| crate::encode::escape(&text.as_bytes()[at..]).is_none();
    if text.match_indices('%').any(broken) { Err(Error::MalformedPercent(part)) } else { Ok(()) }
}
