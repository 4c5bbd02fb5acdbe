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
    /// How many of them stand before `host`.
    before_host: usize,
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
        // Mostly it is printable ASCII, which is quickly seen.
        let is_printable = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if !is_printable && value.chars().any(|c| c.is_control() && c != '\t') {
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
        let place = self.sorted.partition_point(|other| self.name(other) <= self.name(&new));
        self.before_host += usize::from(self.name(&new) < &b"host"[..]);
        self.sorted.insert(place, new);
        Ok(())
    }

    /// Names and values, sorted by name.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.sorted.iter().map(|header| (&self.text[header.name..header.value], &self.text[header.value..header.end]))
    }

    fn name(&self, header: &Header) -> &[u8] {
        &self.text.as_bytes()[header.name..header.value]
    }

    fn value(&self, header: &Header) -> &[u8] {
        &self.text.as_bytes()[header.value..header.end]
    }

    /// Appends `name:value\n` for each name, `host` in its place, an empty line, and the names.
    pub(crate) fn append_canonical(&self, text: &mut Vec<u8>, host: &str) {
        let (before, after) = self.sorted.split_at(self.before_host);
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
        let mut last: &[u8] = b"";
        for header in headers {
            let name = self.name(header);
            if name == last {
                text.pop();
                text.push(b',');
            } else {
                text.extend_from_slice(name);
                text.push(b':');
            }
            append_folded(text, self.value(header));
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
        let (before, after) = self.sorted.split_at(self.before_host);
        let name = |header| self.name(header);
        let names = before.iter().map(name).chain([&b"host"[..]]).chain(after.iter().map(name));
        let mut last: &[u8] = b"";
        for name in names.filter(|name| mem::replace(&mut last, name) != *name) {
            append(text, name);
            text.extend_from_slice(separator);
        }
        text.truncate(text.len() - separator.len());
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
fn append_folded(text: &mut Vec<u8>, value: &[u8]) {
    let words = value.split(|byte| matches!(byte, b' ' | b'\t'));
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
