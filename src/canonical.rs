//! The text that is signed: the one place where it is written.
//!
//! Query signing, [`CanonicalRequest::new`] and the explanation of a signing all end in [`append`]. It is handed text in
//! which the URL stands already and writes the canonical request behind it, copying the path from the URL: what is
//! signed is what is sent. One buffer, because feeding a hash piece by piece costs more than hashing.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use core::str;

use crate::encode::{self, PATH};
use crate::sha256::sha256;
use crate::{Error, Request, Rules, Scope, Timestamp, hex};

/// Appends scheme, host, path and the caller's query, ready for more parameters, and says where the path lies.
///
/// # Errors
/// - [`Error::DotSegment`]
pub(crate) fn append_url(text: &mut Vec<u8>, request: &Request<'_>, rules: &Rules) -> Result<Range<usize>, Error> {
    let address = &request.address;
    let start = text.len() + address.origin().len();
    // Where the path is encoded once, servers compute the signed path from the decoded one, so it is sent in their
    // spelling; elsewhere its spelling is the caller's.
    if rules.encode_path_twice || address.is_plain() {
        text.extend_from_slice(address.as_str().as_bytes());
    } else {
        text.extend_from_slice(address.origin().as_bytes());
        encode::reencode(text, address.path().as_bytes(), &PATH);
    }
    // The first part ends with a slash if there is a key.
    if rules.refuse_dot_segments && (has_dot_segment(&text[start..]) || has_dot_segment(request.key.as_bytes())) {
        return Err(Error::DotSegment);
    }
    encode::encode(text, request.key.as_bytes(), &PATH);
    let path = start..text.len();
    text.push(b'?');
    if !request.query.text().is_empty() {
        text.extend_from_slice(request.query.text());
        text.push(b'&');
    }
    Ok(path)
}

/// Appends the canonical request of the URL that `text` ends with, and says where it begins.
///
/// `added` says where the parameters lie that signing added behind the caller's own: in the signed order, each range
/// being one parameter or more with `&` between them.
pub(crate) fn append(
    text: &mut Vec<u8>,
    request: &Request<'_>,
    rules: &Rules,
    path: Range<usize>,
    added: &mut [Range<usize>],
) -> usize {
    let start = text.len();
    text.extend_from_slice(request.method.as_bytes());
    text.push(b'\n');
    append_path(text, path, rules);
    text.push(b'\n');
    append_query(text, request, added);
    text.push(b'\n');
    request.headers.append_canonical(text, request.address.host());
    text.push(b'\n');
    text.extend_from_slice(request.payload_hash_or(rules).as_bytes());
    start
}

/// Appends the canonical path of the path that lies at `sent`.
///
/// Normalising drops empty and `.` segments, lets `..` drop the one before it, and keeps a slash at the end if something
/// is left: the rule of botocore, the JavaScript SDK and the Common Runtime, which is not RFC 3986's.
fn append_path(text: &mut Vec<u8>, sent: Range<usize>, rules: &Rules) {
    if !rules.normalize_path && !rules.encode_path_twice {
        return text.extend_from_within(sent);
    }
    let start = text.len();
    let mut at = sent.start;
    while at < sent.end {
        // At a slash: the segment behind it.
        let segment = at + 1..(at + 1..sent.end).find(|i| text[*i] == b'/').unwrap_or(sent.end);
        at = segment.end;
        match &text[segment.clone()] {
            b"" | b"." if rules.normalize_path => {}
            b".." if rules.normalize_path => {
                let parent = text[start..].iter().rposition(|b| *b == b'/').unwrap_or_default();
                text.truncate(start + parent);
            }
            _ => {
                text.push(b'/');
                append_segment(text, segment, rules.encode_path_twice);
            }
        }
    }
    let ends_in_slash = text[sent.end - 1] == b'/';
    if text.len() == start || (rules.normalize_path && ends_in_slash) {
        text.push(b'/');
    }
}

fn append_segment(text: &mut Vec<u8>, segment: Range<usize>, encode: bool) {
    if !encode {
        return text.extend_from_within(segment);
    }
    for i in segment {
        encode::push(text, text[i], &PATH);
    }
}

/// Appends all parameters but the signature: the caller's and the added ones, merged, each list being sorted.
fn append_query(text: &mut Vec<u8>, request: &Request<'_>, added: &mut [Range<usize>]) {
    let start = text.len();
    for (name, parameter) in request.query.sorted().filter(|(name, _)| *name != b"X-Amz-Signature") {
        // First the added ones that sort before it: mostly none or all of them.
        for rest in added.iter_mut().filter(|rest| rest.start < rest.end) {
            let place = rest.start + place_of(name, &text[rest.clone()]);
            append_parameters(text, rest.start..place);
            rest.start = place;
            if place < rest.end {
                break;
            }
        }
        text.extend_from_slice(parameter);
        text.push(b'&');
    }
    for rest in added {
        append_parameters(text, rest.clone());
    }
    if text.len() > start {
        text.pop();
    }
}

/// Appends a copy of parameters that stand in the text, and one `&` behind them.
fn append_parameters(text: &mut Vec<u8>, parameters: Range<usize>) {
    if !parameters.is_empty() {
        text.extend_from_within(parameters);
        if text.last() != Some(&b'&') {
            text.push(b'&');
        }
    }
}

/// Where a parameter of this name belongs among sorted `parameters`.
pub(crate) fn place_of(name: &[u8], parameters: &[u8]) -> usize {
    let is_behind = |parameter: &[u8]| name_of(parameter) > name;
    // Mostly it belongs before or behind them all, so look at the first, and then from the end.
    if is_behind(parameters) {
        return 0;
    }
    let behind = parameters.split_inclusive(|byte| *byte == b'&').rev().take_while(|parameter| is_behind(parameter));
    parameters.len() - behind.map(<[u8]>::len).sum::<usize>()
}

/// The name of the first of these parameters.
pub(crate) fn name_of(parameters: &[u8]) -> &[u8] {
    let length = parameters.iter().position(|byte| *byte == b'=').unwrap_or(parameters.len());
    &parameters[..length]
}

/// Whether a segment of the path is `.` or `..`.
fn has_dot_segment(path: &[u8]) -> bool {
    // Hardly any segment begins with a dot. No branch depends on the bytes, so that compilers look at many of them at
    // once.
    let pairs = path.iter().zip(path.get(1..).unwrap_or_default());
    let after_slash = pairs.fold(0, |found, (a, b)| found | u8::from(*a == b'/') & u8::from(*b == b'.'));
    let begins_with_dot = path.starts_with(b".") || after_slash > 0;
    begins_with_dot && path.split(|byte| *byte == b'/').any(|segment| matches!(segment, b"." | b".."))
}

/// Appends the string to sign over a canonical request's hash; `time` is the time of day.
pub(crate) fn append_string_to_sign(text: &mut Vec<u8>, time: [u8; 8], scope: &Scope, hash: &[u8; 32]) {
    text.extend_from_slice(b"AWS4-HMAC-SHA256\n");
    text.extend_from_slice(scope.date().as_bytes());
    text.extend_from_slice(&time);
    text.push(b'\n');
    text.extend_from_slice(scope.as_str().as_bytes());
    text.push(b'\n');
    text.extend_from_slice(&hex::digits(hash));
}

/// The canonical request: method, path, query, signed headers and payload hash, in the one spelling that is hashed.
///
/// `Display` and [`as_str`](Self::as_str) give the text; `Debug` only its hash, since the text may hold a session token
/// or a customer's encryption key.
///
/// Source: AWS, "Create a signed AWS API request" (create a canonical request).
#[derive(Clone)]
pub struct CanonicalRequest(String);

impl CanonicalRequest {
    /// The canonical request of a request as it stands, nothing added: all its headers are signed, and so are all its
    /// parameters but `X-Amz-Signature`. This is the form for requests that carry their signature in a header, and for
    /// the request that a server received. [`Signer::explain`](crate::Signer::explain) gives the one of a presigned URL.
    ///
    /// ```
    /// use presign::{CanonicalRequest, Request, Rules};
    ///
    /// let request = Request::get("https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers")?
    ///     .header("X-Amz-Date", "20150830T123600Z");
    /// let canonical = CanonicalRequest::new(&request, &Rules::for_service("iam"))?;
    /// assert!(canonical.as_str().starts_with("GET\n/\nAction=ListUsers&Version=2010-05-08\nhost:iam.amazonaws.com\n"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - What a builder method of the request found wrong.
    pub fn new(request: &Request<'_>, rules: &Rules) -> Result<Self, Error> {
        if let Some(error) = &request.error {
            return Err(error.clone());
        }
        // Its own parts twice, in the URL and behind it.
        let mut text = Vec::with_capacity(2 * request.room() + 256);
        // Dot segments have a canonical form as any other: refusing them is the business of who makes a URL.
        let path = append_url(&mut text, request, &Rules { refuse_dot_segments: false, ..rules.clone() })?;
        let start = append(&mut text, request, rules, path, &mut []);
        Ok(Self::from_bytes(&text[start..]))
    }

    /// Text that [`append`] wrote.
    pub(crate) fn from_bytes(text: &[u8]) -> Self {
        // Paths and queries are written percent-encoded; hosts, names and values come from `str`.
        Self(str::from_utf8(text).unwrap_or_default().into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The SHA-256 of the text, the last line of the string to sign.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

impl fmt::Display for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CanonicalRequest(SHA-256 {})", hex::to_string(&self.hash()))
    }
}

/// The string to sign: algorithm, time, scope, and the hash of the canonical request.
///
/// Source: AWS, "Create a signed AWS API request" (create a string to sign).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringToSign(String);

impl StringToSign {
    /// The string to sign of a request at a time, within a scope.
    #[must_use]
    pub fn new(time: Timestamp, scope: &Scope, canonical_request: &CanonicalRequest) -> Self {
        let mut text = Vec::new();
        append_string_to_sign(&mut text, time.time_of_day(), scope, &canonical_request.hash());
        // The scope comes from `str`, the rest is ASCII.
        Self(String::from_utf8(text).unwrap_or_default())
    }

    /// The text, four lines without a line end behind the last.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StringToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
