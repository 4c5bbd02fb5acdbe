//! The headers that are signed.

use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::mem;

use crate::error::{Error, Reason};
use crate::request::pairs::{Pairs, Span};
use crate::request::reserved::changes_in_transit;
use crate::text::percent::{self, UNRESERVED};
use crate::text::scratch::Scratch;

/// The headers of a request except `host`, as lines that are signed unchanged if nothing in them has to be folded. A
/// presigned URL gets a copy.
#[derive(Clone, Default)]
pub(crate) struct Headers {
    /// `name:value\n` for each, the name in lower case and the value as it was given: no value contains a line break.
    /// Headers of the same name are in the order of the calls.
    lines: Pairs<false>,
    /// How many of them sort before `host`.
    before_host: usize,
    /// Whether a value contains white space to fold, or a name occurs more than once.
    needs_folding: bool,
}

impl Headers {
    /// Adds any header that can be written into a canonical request, and returns its name in lower case. What a caller
    /// may not sign is refused by [`Request::header`](crate::Request::header) alone: a verifier must be able to hash
    /// whatever a signer signed.
    pub(crate) fn push(&mut self, name: &str, value: &str) -> Result<&str, Error> {
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error(Reason::InvalidHeaderName(name.to_string())));
        }
        // It is usually ASCII without white space, and that check is quick.
        let is_graphic = value.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_graphic && value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(Error(Reason::InvalidHeaderValue(name.to_ascii_lowercase())));
        }
        self.lines.reserve();
        let write_name = |text: &mut String| {
            let start = text.len();
            text.push_str(name);
            text[start..].make_ascii_lowercase();
        };
        let new = self.lines.write(write_name, ':', |text| text.push_str(value), '\n');
        let is_repeated = self.lines.insert(new);
        self.needs_folding |= self.lines.is_unsorted() || is_repeated || !(is_graphic || is_folded(value));
        let name = self.lines.name(&new);
        self.before_host += usize::from(name < HOST);
        Ok(name)
    }

    /// Whether there is a header with this name, which is in lower case.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.lines.spans().iter().any(|line| self.lines.name(line) == name)
    }

    /// Takes out the headers with these names, which are in lower case. Their text stays, and is not read.
    pub(crate) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        self.lines.remove(is_removed);
        self.before_host = self.lines.spans().iter().filter(|line| self.lines.name(line) < HOST).count();
    }

    /// The first of these names that more than one header has.
    #[inline]
    pub(crate) fn repeated(&self, is_single: impl Fn(&str) -> bool) -> Option<&str> {
        // Without folding, the usual case, no name occurs more than once.
        if self.needs_folding { self.lines.repeated(is_single) } else { None }
    }

    /// Names and values, sorted by name.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.lines.sorted(|lines, line| (lines.name(line), lines.value(line)))
    }

    /// An estimate of the bytes that their names take in a URL, which is rarely too small.
    pub(crate) fn room(&self) -> usize {
        self.lines.text().len()
    }

    /// The names of the signed headers, each once, including `host`.
    fn names(&self) -> impl Iterator<Item = &str> {
        let places = self.lines.in_order();
        let names = (0..=places.len()).map(move |at| match at.cmp(&self.before_host) {
            Ordering::Less => self.lines.name(&places[at]),
            Ordering::Equal => HOST,
            Ordering::Greater => self.lines.name(&places[at - 1]),
        });
        let mut last = "";
        names.filter(move |name| mem::replace(&mut last, name) != *name)
    }

    /// Appends `name:value\n` for each name, including `host`, then an empty line and the list of names.
    #[inline]
    pub(crate) fn append_canonical<const N: usize>(&self, text: &mut Scratch<N>, host: &str) {
        if self.lines.is_empty() {
            // The usual case: the same as below, in fewer pieces.
            text.push("host:");
            text.push(host);
            return text.push("\n\nhost");
        }
        let places = self.lines.in_order();
        let (before, after) = places.split_at(self.before_host);
        self.append_lines(text, before);
        text.push("host:");
        text.push(host);
        text.push("\n");
        self.append_lines(text, after);
        text.push("\n");
        for (i, name) in self.names().enumerate() {
            if i > 0 {
                text.push(";");
            }
            text.push(name);
        }
    }

    #[inline]
    fn append_lines<const N: usize>(&self, text: &mut Scratch<N>, headers: &[Span]) {
        if self.needs_folding {
            return self.append_folded_lines(text, headers);
        }
        for header in headers {
            text.push(self.lines.pair(header));
        }
    }

    /// Appends `name:value\n` for each name among these headers, with commas between several values of one name.
    fn append_folded_lines<const N: usize>(&self, text: &mut Scratch<N>, headers: &[Span]) {
        let mut last = "";
        for header in headers {
            let name = self.lines.name(header);
            if name == last {
                // Replaces the line break.
                text.pop();
                text.push(",");
            } else {
                text.push(name);
                text.push(":");
            }
            append_folded(text, self.lines.value(header));
            text.push("\n");
            last = name;
        }
    }

    /// Appends the names of the signed headers as in the query, percent-encoded.
    #[inline]
    pub(crate) fn append_encoded_names(&self, url: &mut String) {
        if self.lines.is_empty() {
            // The usual case.
            return url.push_str(HOST);
        }
        for (i, name) in self.names().enumerate() {
            if i > 0 {
                url.push_str("%3B");
            }
            percent::encode(url, name, &UNRESERVED);
        }
    }
}

/// The header that is always signed.
const HOST: &str = "host";

/// Refuses a header that a caller names and whose signature would not match. The name is in lower case.
///
/// Signers fold white space other than spaces in different ways: Go's SDK not at all, the Common Runtime tabs, botocore
/// and the SDK for JavaScript everything that Unicode calls white space.
pub(super) fn check_named(name: &str, value: &str) -> Result<(), Error> {
    if changes_in_transit(name) {
        return Err(Error(Reason::UnsignableHeader(name.to_string())));
    }
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !is_plain && value.trim_matches([' ', '\t']).contains(|c: char| c != ' ' && c.is_whitespace()) {
        return Err(Error(Reason::HeaderWhiteSpace(name.to_string())));
    }
    Ok(())
}

/// Whether a value has no white space except single spaces between words.
fn is_folded(value: &str) -> bool {
    let mut last = b' ';
    let mut is_folded = true;
    for byte in value.bytes() {
        is_folded &= byte != b'\t' && (byte != b' ' || last != b' ');
        last = byte;
    }
    is_folded && (last != b' ' || value.is_empty())
}

/// Trims the value and folds each run of white space inside it to one space, even between quotes.
fn append_folded<const N: usize>(text: &mut Scratch<N>, value: &str) {
    let words = value.split([' ', '\t']);
    for (i, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if i > 0 {
            text.push(" ");
        }
        text.push(word);
    }
}

/// A byte of an HTTP token (RFC 9110, section 5.6.2).
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}
