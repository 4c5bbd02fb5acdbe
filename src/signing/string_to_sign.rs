//! The string to sign: the four lines that the signing key signs.

use alloc::string::String;
use core::{fmt, str};

use crate::signing::{CanonicalRequest, Scope};
use crate::text::hex;
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// Appends the string to sign, given the hash of the canonical request and a time such as `20150830T123600Z`.
#[inline]
pub(super) fn append(text: &mut Scratch, time: &[u8; 16], scope: &Scope, hash: &[u8; 32]) {
    text.push(scope.algorithm().first_line());
    text.push(time);
    text.push("\n");
    text.push(scope.as_str());
    text.push("\n");
    text.push(hex::digits(hash));
}

/// The string to sign: algorithm, time, scope, and the hash of the canonical request.
///
/// Source: AWS, "Create a signed AWS API request" (create a string to sign).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StringToSign(String);

impl StringToSign {
    /// The string to sign for a canonical request at a time, within a scope.
    #[must_use]
    pub fn new(time: Timestamp, scope: &Scope, canonical_request: &CanonicalRequest) -> Self {
        let mut text = Scratch::new();
        append(&mut text, &scope.time(time), scope, &canonical_request.hash());
        // The scope was a string, the rest is ASCII.
        Self(str::from_utf8(text.as_bytes()).unwrap_or_default().into())
    }

    /// The string: four lines, with no line break after the last.
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
