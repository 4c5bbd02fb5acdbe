//! The credential scope: one day, one region, one service; for SigV4a one day and one service.

use alloc::string::String;
use core::str::FromStr;
use core::{fmt, str};

use crate::error::{Error, Reason};
use crate::signing::Algorithm;
use crate::text::percent::UNRESERVED;
use crate::timestamp::Timestamp;

/// A credential scope, such as `20150830/us-east-1/s3/aws4_request`.
///
/// ```
/// use presign::{Scope, Timestamp};
///
/// let scope = Scope::new(Timestamp::parse("20150830T123600Z")?, "us-east-1", "iam")?;
/// assert_eq!(scope.as_str(), "20150830/us-east-1/iam/aws4_request");
/// assert_eq!("20150830/us-east-1/iam/aws4_request".parse(), Ok(scope));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Scopes are ordered as their texts are. With the feature `serde` a scope is its text.
///
/// Source: AWS, "Create a signed AWS API request" (credential scope).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    text: String,
    /// Days since 1970.
    day: u64,
    service_start: usize,
}

/// The last part of every credential scope.
pub(crate) const TERMINATOR: &str = "aws4_request";
/// `YYYYMMDD`.
const DATE_LENGTH: usize = 8;
/// Where the service begins in a scope without region.
#[cfg(feature = "sigv4a")]
const SERVICE_WITHOUT_REGION: usize = DATE_LENGTH + 1;

impl Scope {
    /// Returns the scope of the day, in UTC, on which `time` falls.
    ///
    /// # Errors
    /// - `empty-value`: the region or the service is empty.
    /// - `scope-character`: one of them contains a slash, white space or a control character.
    pub fn new(time: Timestamp, region: &str, service: &str) -> Result<Self, Error> {
        check("region", region)?;
        check("service", service)?;
        Ok(Self::of_checked(time, region, service))
    }

    /// As [`new`](Self::new), for a region and a service that have been checked; without a region for SigV4a.
    pub(crate) fn of_checked(time: Timestamp, region: &str, service: &str) -> Self {
        let mut text = String::with_capacity(DATE_LENGTH + region.len() + service.len() + TERMINATOR.len() + 3);
        // Digits are UTF-8.
        text.push_str(str::from_utf8(&time.date()).unwrap_or_default());
        for part in [region, service, TERMINATOR].into_iter().filter(|part| !part.is_empty()) {
            text.push('/');
            text.push_str(part);
        }
        let service_start = text.len() - TERMINATOR.len() - 1 - service.len();
        Self { text, day: time.day(), service_start }
    }

    /// Returns the scope of SigV4a for the day, in UTC, on which `time` falls. It has no region: the request names a
    /// set of them. (Requires the feature `sigv4a`.)
    ///
    /// ```
    /// use presign::{Scope, Timestamp};
    ///
    /// let scope = Scope::multi_region(Timestamp::parse("20150830T123600Z")?, "s3")?;
    /// assert_eq!((scope.as_str(), scope.region()), ("20150830/s3/aws4_request", ""));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `empty-value`, `scope-character`: the service, as for [`new`](Self::new).
    #[cfg(feature = "sigv4a")]
    pub fn multi_region(time: Timestamp, service: &str) -> Result<Self, Error> {
        check("service", service)?;
        Ok(Self::of_checked(time, "", service))
    }

    /// Returns the scope as a string, as in the string to sign and, after the access key ID, in `X-Amz-Credential`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the day, such as `20150830`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.text[..DATE_LENGTH]
    }

    /// Everything after the day, such as `/us-east-1/s3/aws4_request`.
    pub(super) fn after_date(&self) -> &str {
        &self.text[DATE_LENGTH..]
    }

    /// Returns the region, such as `us-east-1`; empty for SigV4a.
    #[must_use]
    pub fn region(&self) -> &str {
        self.text.get(DATE_LENGTH + 1..self.service_start - 1).unwrap_or_default()
    }

    /// Returns the service, such as `s3`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.text[self.service_start..self.text.len() - TERMINATOR.len() - 1]
    }

    /// The algorithm that signs within this scope.
    #[inline]
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self.service_start {
            #[cfg(feature = "sigv4a")]
            SERVICE_WITHOUT_REGION => Algorithm::EcdsaP256Sha256,
            _ => Algorithm::HmacSha256,
        }
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
        return Err(Error(Reason::EmptyName(part)));
    }
    // It usually is a name in ASCII, and that check is quick.
    if UNRESERVED.keeps(text) {
        return Ok(());
    }
    match text.chars().find(|c| *c == '/' || c.is_whitespace() || c.is_control()) {
        Some(character) => Err(Error(Reason::ScopeCharacter { part, character })),
        None => Ok(()),
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Parses a scope such as `20150830/us-east-1/s3/aws4_request`; with the feature `sigv4a` also one without a region.
/// The error is `malformed-scope`, or that of [`Scope::new`].
impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // Where each part ends. It is short, and so a search byte by byte is quick.
        let mut slashes = text.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| at);
        let [date, region, service] = match [(); 4].map(|()| slashes.next()) {
            [Some(date), Some(region), Some(service), None] => [date, region, service],
            // Without a region.
            [Some(date), Some(service), None, None] if cfg!(feature = "sigv4a") => [date, date, service],
            _ => return Err(Error(Reason::MalformedScope)),
        };
        if &text[service + 1..] != TERMINATOR {
            return Err(Error(Reason::MalformedScope));
        }
        if date < region {
            check("region", &text[date + 1..region])?;
        }
        check("service", &text[region + 1..service])?;
        let day = Timestamp::parse_day(&text[..date]).ok_or(Error(Reason::MalformedScope))?;
        Ok(Self { text: text.into(), day, service_start: region + 1 })
    }
}

/// As its text. (With the feature `serde`.)
#[cfg(feature = "serde")]
impl serde::Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// From its text. (With the feature `serde`.)
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
