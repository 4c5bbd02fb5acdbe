//! The canonical request, and the only place where one is written; and the string to sign, which has its hash.
//!
//! Query signing, [`CanonicalRequest::new`] and [`Signer::explain`](crate::Signer::explain) all use [`append`]. It
//! takes path and parameters from the URL, so that what is signed is what is sent. It writes into one buffer, because
//! hashing that at once is faster than feeding a hasher piece by piece.

use alloc::string::String;
use core::fmt;
use core::ops::Range;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::request::{Query, Request};
use crate::signing::{Rules, Scope, path};
use crate::text::hex;
use crate::text::percent::{self, PATH};
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// Appends scheme, host, path and the caller's query, ready for more parameters, and returns where the path is.
#[inline]
pub(super) fn append_url(url: &mut String, request: &Request<'_>, rules: &Rules) -> Range<usize> {
    let address = &request.address;
    let start = url.len() + address.origin().len();
    if is_sent_as_written(request, rules) {
        url.push_str(address.as_str());
    } else {
        url.push_str(address.origin());
        percent::reencode(url, address.path(), &PATH);
    }
    // If there is a key, the first part ends with a slash.
    percent::encode(url, &request.key, &PATH);
    let path = start..url.len();
    url.push('?');
    url.push_str(request.query.text());
    path
}

/// Whether the address is sent in the caller's spelling. Servers that encode the path once compute the signed path from
/// the decoded one, so it is sent in their spelling. For all others the caller's is kept.
#[inline]
fn is_sent_as_written(request: &Request<'_>, rules: &Rules) -> bool {
    rules.encode_path_twice || request.address.is_plain()
}

/// Appends the canonical request. `path` is the path that is sent.
#[inline]
pub(crate) fn append<const N: usize>(
    text: &mut Scratch<N>,
    request: &Request<'_>,
    rules: &Rules,
    path: &str,
    added: &Added<'_>,
) {
    text.push(&*request.method);
    text.push("\n");
    path::append_canonical(text, path, rules);
    text.push("\n");
    append_query(text, request, added);
    text.push("\n");
    request.headers.append_canonical(text, request.address.host());
    text.push("\n");
    text.push(payload_hash(request, rules));
}

/// The bytes of a canonical request besides those of its request, at a guess.
pub(super) const ROOM: usize = 128;

/// The payload hash that is signed under these rules.
pub(super) fn payload_hash<'r>(request: &'r Request<'_>, rules: &'r Rules) -> &'r str {
    request.payload_hash.as_deref().unwrap_or(rules.payload_hash)
}

/// The parameters that signing adds, each followed by `&`: those before the session token, the token, and those after
/// it. This is the signed order if the token has one of AWS's names. All three are empty where nothing is added.
pub(super) type Added<'a> = [&'a str; 3];

/// Appends all parameters in the signed order: the caller's, and those that signing adds.
#[inline]
fn append_query<const N: usize>(text: &mut Scratch<N>, request: &Request<'_>, added: &Added<'_>) {
    if is_in_order(&request.query, added) {
        let mut callers = request.query.sorted().peekable();
        while let Some((_, parameter)) = callers.next_if(|(name, _)| *name < AMZ) {
            text.push(parameter);
        }
        for parameters in added {
            text.push(parameters);
        }
        callers.for_each(|(_, parameter)| text.push(parameter));
    } else {
        append_merged_query(text, request, added);
    }
    // The separator after the last parameter.
    if text.as_bytes().last() == Some(&b'&') {
        text.pop();
    }
}

/// The beginning of the names of all parameters that signing adds.
const AMZ: &str = "X-Amz-";

/// Whether the added parameters are sorted and adjacent in the signed order: no parameter of the caller's sorts between
/// them, and the token has a name that sorts where it is.
#[inline]
fn is_in_order(query: &Query, [_, token, _]: &Added<'_>) -> bool {
    let has_aws_name = || ["X-Amz-Security-Token=", "X-Amz-S3session-Token="].iter().any(|t| token.starts_with(t));
    (token.is_empty() || has_aws_name()) && !query.amz().any(|(name, _)| name.starts_with(AMZ))
}

/// Appends the same parameters one by one, except the signature, which a received request brings along.
fn append_merged_query<const N: usize>(text: &mut Scratch<N>, request: &Request<'_>, added: &Added<'_>) {
    fn name(parameter: &str) -> &str {
        parameter.split('=').next().unwrap_or_default()
    }
    // At most seven; none for a received request.
    let (mut places, mut count) = ([""; 7], 0);
    let added = added.iter().flat_map(|parameters| parameters.split_inclusive('&'));
    for (place, parameter) in places.iter_mut().zip(added) {
        *place = parameter;
        count += 1;
    }
    let added = &mut places[..count];
    added.sort_unstable_by_key(|parameter| name(parameter));
    let mut callers = request.query.sorted().filter(|(name, _)| *name != "X-Amz-Signature").peekable();
    for parameter in added {
        while let Some((_, before)) = callers.next_if(|(callers, _)| *callers < name(parameter)) {
            text.push(before);
        }
        text.push(*parameter);
    }
    callers.for_each(|(_, parameter)| text.push(parameter));
}

/// The canonical request: method, path, query, signed headers and payload hash, in the one spelling that is hashed.
///
/// `Display` and [`as_str`](Self::as_str) give the string; `Debug` gives only its hash, because it may contain a
/// session token or a customer's encryption key.
///
/// Source: AWS, "Create a signed AWS API request" (create a canonical request).
#[derive(Clone)]
pub struct CanonicalRequest(String);

impl CanonicalRequest {
    /// Returns the canonical request of a request as it is, with nothing added: all its headers are signed, and all its
    /// parameters except `X-Amz-Signature`. Use it for a request that carries its signature in a header, and for a
    /// request that a server received. For that of a presigned URL, see [`Signer::explain`](crate::Signer::explain).
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
        Self::of(request, rules, &[""; 3])
    }

    fn of(request: &Request<'_>, rules: &Rules, added: &Added<'_>) -> Result<Self, Error> {
        if let Some(error) = &request.error {
            return Err(Error::clone(error));
        }
        let mut text = Scratch::with_capacity(request.room() + added[0].len() + ROOM);
        if request.key.is_empty() && is_sent_as_written(request, rules) {
            append(&mut text, request, rules, request.address.path(), added);
        } else {
            let mut url = String::with_capacity(request.room());
            let path = append_url(&mut url, request, rules);
            append(&mut text, request, rules, &url[path], added);
        }
        Ok(Self::from_scratch(text))
    }

    /// That of a request without a query, whose query is written as it is signed.
    pub(crate) fn with_query(request: &Request<'_>, rules: &Rules, query: &str) -> Result<Self, Error> {
        Self::of(request, rules, &[query, "", ""])
    }

    /// What [`append`] wrote.
    pub(super) fn from_scratch(text: Scratch<0>) -> Self {
        // It is made of strings.
        Self::from_text(String::from_utf8(text.into_bytes()).unwrap_or_default())
    }

    /// A canonical request that was written elsewhere.
    pub(crate) fn from_text(text: String) -> Self {
        Self(text)
    }

    /// Returns the canonical request as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the names of the signed headers, in lower case and sorted, separated by semicolons, such as
    /// `content-type;host`.
    #[must_use]
    pub fn signed_headers(&self) -> &str {
        self.0.rsplit('\n').nth(1).unwrap_or_default()
    }

    /// Returns the last line: the body's SHA-256 in hexadecimal digits, or a name such as `UNSIGNED-PAYLOAD`.
    #[must_use]
    pub fn payload_hash(&self) -> &str {
        // It is short, and so a search byte by byte is quick.
        let start = self.0.bytes().rposition(|byte| byte == b'\n').map_or(0, |line_break| line_break + 1);
        &self.0[start..]
    }

    /// Returns the SHA-256 of the canonical request: the last line of the string to sign.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
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

/// Appends the string to sign, given the hash of the canonical request and a time such as `20150830T123600Z`.
#[inline]
pub(super) fn append_string_to_sign<const N: usize>(
    text: &mut Scratch<N>,
    time: &[u8; 16],
    scope: &Scope,
    hash: &[u8; 32],
) {
    let (first_line, digits) = (scope.algorithm().first_line(), hex::digits(hash));
    let parts: [&[u8]; 6] = [first_line.as_bytes(), time, b"\n", scope.as_str().as_bytes(), b"\n", &digits];
    for part in parts {
        text.push(part);
    }
}

/// The string to sign: algorithm, time, scope, and the hash of the canonical request.
///
/// Source: AWS, "Create a signed AWS API request" (create a string to sign).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StringToSign(String);

impl StringToSign {
    /// Returns the string to sign for a canonical request at a time, within a scope.
    #[must_use]
    pub fn new(time: Timestamp, scope: &Scope, canonical_request: &CanonicalRequest) -> Self {
        let mut text = Scratch::with_capacity(scope.algorithm().first_line().len() + scope.as_str().len() + 82);
        append_string_to_sign(&mut text, &scope.time(time), scope, &canonical_request.hash());
        // The scope was a string, the rest is ASCII.
        Self(String::from_utf8(text.into_bytes()).unwrap_or_default())
    }

    /// The same with the algorithm of this name: a scope does not tell a certificate's.
    #[cfg(any(feature = "sigv4a", feature = "x509"))]
    pub(crate) fn with_algorithm(
        algorithm: &str,
        time: Timestamp,
        scope: &Scope,
        canonical_request: &CanonicalRequest,
    ) -> Self {
        let Self(text) = Self::new(time, scope, canonical_request);
        let (_, rest) = text.split_once('\n').unwrap_or_default();
        Self([algorithm, "\n", rest].concat())
    }

    /// Returns the SHA-256 of the string, for a key whose holder signs hashes.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Returns the string: four lines, with no line break after the last.
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
