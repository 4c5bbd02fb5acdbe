//! The headers that are signed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;

use crate::Error;
use crate::encode::{self, UNRESERVED};

/// The request's headers but for `host`, in one text: a presigned URL gets a copy of them.
#[derive(Clone, Default)]
pub(crate) struct Headers {
    /// Names in lower case and values as they were given, one behind the other.
    text: String,
    /// Where each header lies in `text`, sorted by name; those of one name in the order they came.
    sorted: Vec<Header>,
}

/// One header's place in the text.
#[derive(Clone, Copy)]
struct Header {
    name: usize,
    value: usize,
    end: usize,
}

impl Headers {
    /// Adds a header to sign; one that is never signed is checked and left out.
    pub(crate) fn push(&mut self, name: &str, value: &str) -> Result<(), Error> {
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error::InvalidHeaderName(name.to_string()));
        }
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(Error::InvalidHeaderValue(name.to_ascii_lowercase()));
        }
        if self.sorted.is_empty() {
            // Who adds one header adds some more.
            self.text.reserve(256);
            self.sorted.reserve(8);
        }
        let start = self.text.len();
        self.text.push_str(name);
        self.text[start..].make_ascii_lowercase();
        if is_never_signed(&self.text[start..]) {
            self.text.truncate(start);
            return Ok(());
        }
        let new = Header { name: start, value: self.text.len(), end: self.text.len() + value.len() };
        self.text.push_str(value);
        let place = self.sorted.partition_point(|other| self.pair(other).0 <= self.pair(&new).0);
        self.sorted.insert(place, new);
        Ok(())
    }

    fn pair(&self, header: &Header) -> (&str, &str) {
        (&self.text[header.name..header.value], &self.text[header.value..header.end])
    }

    /// Names and values, sorted by name.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.sorted.iter().map(|header| self.pair(header))
    }

    /// Appends `name:value\n` for each name, `host` in its place, an empty line, and the names.
    pub(crate) fn append_canonical(&self, text: &mut Vec<u8>, host: &str) {
        let (before, after) = self.around_host();
        self.append_lines(text, before);
        text.extend_from_slice(b"host:");
        text.extend_from_slice(host.as_bytes());
        text.push(b'\n');
        self.append_lines(text, after);
        text.push(b'\n');
        self.append_names_by(text, b";", Vec::extend_from_slice);
    }

    /// Appends `name:value\n` for each name among these headers, several values of one name with a comma between them.
    fn append_lines(&self, text: &mut Vec<u8>, headers: &[Header]) {
        let mut last = "";
        for (name, value) in headers.iter().map(|header| self.pair(header)) {
            if name == last {
                text.pop();
                text.push(b',');
            } else {
                text.extend_from_slice(name.as_bytes());
                text.push(b':');
            }
            append_folded(text, value);
            text.push(b'\n');
            last = name;
        }
    }

    /// Appends the names of the signed headers as the query has them, percent-encoded.
    pub(crate) fn append_names(&self, text: &mut Vec<u8>) {
        self.append_names_by(text, b"%3B", |text, name| encode::encode(text, name, &UNRESERVED));
    }

    /// Appends the names of the signed headers, each once, `host` in its place.
    fn append_names_by(&self, text: &mut Vec<u8>, separator: &[u8], append: impl Fn(&mut Vec<u8>, &[u8])) {
        if self.sorted.is_empty() {
            // As mostly.
            return text.extend_from_slice(b"host");
        }
        let (before, after) = self.around_host();
        let name = |header| self.pair(header).0;
        let names = before.iter().map(name).chain(["host"]).chain(after.iter().map(name));
        let mut last = "";
        for name in names.filter(|name| mem::replace(&mut last, name) != *name) {
            append(text, name.as_bytes());
            text.extend_from_slice(separator);
        }
        text.truncate(text.len() - separator.len());
    }

    /// The headers before and behind the place of `host`.
    fn around_host(&self) -> (&[Header], &[Header]) {
        self.sorted.split_at(self.sorted.partition_point(|header| self.pair(header).0 < "host"))
    }
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
