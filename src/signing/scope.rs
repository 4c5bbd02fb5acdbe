//! The credential scope: one day, one region, one service.

use alloc::string::String;
use core::{fmt, str};

use crate::error::Error;
use crate::timestamp::Timestamp;

/// A credential scope, such as `20150830/us-east-1/s3/aws4_request`.
///
/// ```
/// use presign::{Scope, Timestamp};
///
/// let scope = Scope::new(Timestamp::parse("20150830T123600Z")?, "us-east-1", "iam")?;
/// assert_eq!(scope.as_str(), "20150830/us-east-1/iam/aws4_request");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS, "Create a signed AWS API request" (credential scope).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    text: String,
    /// Days since 1970.
    day: u64,
    region_end: usize,
}

/// The last part of every credential scope.
pub(crate) const TERMINATOR: &str = "aws4_request";
/// `YYYYMMDD`.
const DATE_LENGTH: usize = 8;

impl Scope {
    /// The scope of the day, in UTC, on which `time` falls.
    ///
    /// # Errors
    /// - [`Error::Empty`]: the region or the service is empty.
    /// - [`Error::ScopeCharacter`]: one of them contains a slash, white space or a control character.
    pub fn new(time: Timestamp, region: &str, service: &str) -> Result<Self, Error> {
        check("region", region)?;
        check("service", service)?;
        Ok(Self::of_checked(time, region, service))
    }

    /// As [`new`](Self::new), for a region and a service that have been checked.
    pub(crate) fn of_checked(time: Timestamp, region: &str, service: &str) -> Self {
        let mut text = String::with_capacity(DATE_LENGTH + region.len() + service.len() + TERMINATOR.len() + 3);
        // Digits are UTF-8.
        text.push_str(str::from_utf8(&time.date()).unwrap_or_default());
        for part in [region, service, TERMINATOR] {
            text.push('/');
            text.push_str(part);
        }
        Self { text, day: time.day(), region_end: DATE_LENGTH + 1 + region.len() }
    }

    /// The scope as a string, as in the string to sign and, after the access key ID, in `X-Amz-Credential`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The day, such as `20150830`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.text[..DATE_LENGTH]
    }

    /// The region, such as `us-east-1`.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.text[DATE_LENGTH + 1..self.region_end]
    }

    /// The service, such as `s3`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.text[self.region_end + 1..self.text.len() - TERMINATOR.len() - 1]
    }

    /// A time on this scope's day, such as `20150830T123600Z`.
    #[inline]
    pub(crate) fn time(&self, time: Timestamp) -> [u8; 16] {
        let mut text = [0; 16];
        text[..DATE_LENGTH].copy_from_slice(self.date().as_bytes());
        text[DATE_LENGTH..].copy_from_slice(&time.time_of_day());
        text
    }

    /// Whether `time` falls on this scope's day.
    pub(crate) fn covers(&self, time: Timestamp) -> bool {
        self.day == time.day()
    }
}

/// Refuses a region or a service that cannot be part of a scope: a slash would add a part, and white space or a control
/// character is a mistake.
pub(crate) fn check(part: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::Empty(part));
    }
    match text.chars().find(|c| *c == '/' || c.is_whitespace() || c.is_control()) {
        Some(character) => Err(Error::ScopeCharacter { part, character }),
        None => Ok(()),
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
