//! The headers that are signed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::Error;
use crate::encode::{self, UNRESERVED};

/// The request's headers but for `host`.
#[derive(Clone, Default)]
pub(crate) struct Headers {
    /// Sorted by name; values of one name in the order they came.
    list: Vec<Header>,
    /// The signed headers' names; empty while there is only `host`.
    names: String,
}

/// Name in lower case, and value as it was given.
type Header = (String, String);

impl Headers {
    /// Adds a header to sign; one that is never signed is checked and left out.
    pub(crate) fn push(&mut self, name: &str, value: &str) -> Result<(), Error> {
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error::InvalidHeaderName(name.to_string()));
        }
        let name = name.to_ascii_lowercase();
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(Error::InvalidHeaderValue(name));
        }
        if !is_never_signed(&name) {
            if self.list.is_empty() {
                // Who adds one header adds some more.
                self.list.reserve(4);
                self.names.reserve(64);
            }
            let place = self.list.partition_point(|(other, _)| *other <= name);
            self.list.insert(place, (name, value.to_string()));
            self.names.clear();
            let (before, after) = around_host(&self.list);
            for name in groups(before).map(first_name).chain(["host"]).chain(groups(after).map(first_name)) {
                if !self.names.is_empty() {
                    self.names.push(';');
                }
                self.names.push_str(name);
            }
        }
        Ok(())
    }

    /// All of them, sorted by name.
    pub(crate) fn pairs(&self) -> &[Header] {
        &self.list
    }

    /// Appends `name:value\n` for each name, `host` in its place, an empty line, and the names.
    pub(crate) fn append_canonical(&self, text: &mut Vec<u8>, host: &str) {
        let (before, after) = around_host(&self.list);
        groups(before).for_each(|group| append_line(text, group));
        text.extend_from_slice(b"host:");
        text.extend_from_slice(host.as_bytes());
        text.push(b'\n');
        groups(after).for_each(|group| append_line(text, group));
        text.push(b'\n');
        text.extend_from_slice(self.names().as_bytes());
    }

    /// Appends the signed headers' names as the query has them, percent-encoded.
    pub(crate) fn append_names(&self, text: &mut Vec<u8>) {
        if self.list.is_empty() {
            text.extend_from_slice(b"host");
        } else {
            encode::encode(text, self.names.as_bytes(), &UNRESERVED);
        }
    }

    /// The signed headers' names as they are signed, `host` in its place: `content-type;host`.
    pub(crate) fn names(&self) -> &str {
        if self.list.is_empty() { "host" } else { &self.names }
    }
}

/// The headers before and behind the place of `host`.
fn around_host(list: &[Header]) -> (&[Header], &[Header]) {
    list.split_at(list.partition_point(|(name, _)| name.as_str() < "host"))
}

/// Headers that clients, proxies and load balancers set or change on the way. No signer signs them, so a signature over
/// them would not arrive. The list is the union of botocore's and the AWS Common Runtime's.
fn is_never_signed(name: &str) -> bool {
    matches!(
        name,
        "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "sec-websocket-key"
            | "sec-websocket-protocol"
            | "sec-websocket-version"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

/// The headers of one name, name by name.
fn groups(headers: &[Header]) -> impl Iterator<Item = &[Header]> {
    headers.chunk_by(|a, b| a.0 == b.0)
}

fn first_name(group: &[Header]) -> &str {
    &group[0].0
}

fn append_line(text: &mut Vec<u8>, group: &[Header]) {
    text.extend_from_slice(first_name(group).as_bytes());
    for (i, (_, value)) in group.iter().enumerate() {
        text.push(if i == 0 { b':' } else { b',' });
        append_folded(text, value);
    }
    text.push(b'\n');
}

/// Trims the value and folds each run of white space inside it to one space, between quotes too.
fn append_folded(text: &mut Vec<u8>, value: &str) {
    let words = value.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'));
    for (i, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if i > 0 {
            text.push(b' ');
        }
        text.extend_from_slice(word);
    }
}

/// A byte of an HTTP token (RFC 9110, section 5.6.2).
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}
