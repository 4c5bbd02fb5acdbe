//! Conversions from and to the times of other crates.

#[cfg(any(feature = "std", feature = "time", feature = "chrono", feature = "jiff"))]
use crate::error::{Error, Reason};
#[allow(unused_imports, reason = "without these features nothing is converted")]
use crate::timestamp::Timestamp;

/// (With the feature `std`.)
#[cfg(feature = "std")]
impl From<Timestamp> for std::time::SystemTime {
    fn from(time: Timestamp) -> Self {
        std::time::UNIX_EPOCH + core::time::Duration::from_secs(time.unix_seconds())
    }
}

/// (With the feature `std`.) Fractions of a second are cut off; a time before 1970, or after 9999, is
/// `time-out-of-range`.
#[cfg(feature = "std")]
impl TryFrom<std::time::SystemTime> for Timestamp {
    type Error = Error;

    fn try_from(time: std::time::SystemTime) -> Result<Self, Error> {
        let since_1970 = time.duration_since(std::time::UNIX_EPOCH).map_err(|_| Error(Reason::TimeOutOfRange))?;
        Self::from_unix_seconds(since_1970.as_secs())
    }
}

/// Seconds since 1970, before which there is no `Timestamp`.
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
fn from_signed_seconds(seconds: i64) -> Result<Timestamp, Error> {
    u64::try_from(seconds).map_err(|_| Error(Reason::TimeOutOfRange)).and_then(Timestamp::from_unix_seconds)
}

/// Seconds since 1970, which are fewer than 2^38.
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
fn to_signed_seconds(time: Timestamp) -> i64 {
    i64::try_from(time.unix_seconds()).unwrap_or(i64::MAX)
}

/// (With the feature `time`.)
#[cfg(feature = "time")]
impl From<Timestamp> for time::OffsetDateTime {
    fn from(time: Timestamp) -> Self {
        // It reaches to the end of the year 9999, as `Timestamp` does.
        Self::from_unix_timestamp(to_signed_seconds(time)).unwrap_or(Self::UNIX_EPOCH)
    }
}

/// (With the feature `time`.) Fractions of a second are cut off; a time before 1970, or after 9999 in UTC, is
/// `time-out-of-range`.
#[cfg(feature = "time")]
impl TryFrom<time::OffsetDateTime> for Timestamp {
    type Error = Error;

    fn try_from(time: time::OffsetDateTime) -> Result<Self, Error> {
        from_signed_seconds(time.unix_timestamp())
    }
}

/// (With the feature `chrono`.)
#[cfg(feature = "chrono")]
impl From<Timestamp> for chrono::DateTime<chrono::Utc> {
    fn from(time: Timestamp) -> Self {
        // It reaches beyond the year 200,000.
        Self::from_timestamp(to_signed_seconds(time), 0).unwrap_or(Self::UNIX_EPOCH)
    }
}

/// (With the feature `chrono`.) Fractions of a second are cut off; a time before 1970, or after 9999 in UTC, is
/// `time-out-of-range`.
#[cfg(feature = "chrono")]
impl<Zone: chrono::TimeZone> TryFrom<chrono::DateTime<Zone>> for Timestamp {
    type Error = Error;

    fn try_from(time: chrono::DateTime<Zone>) -> Result<Self, Error> {
        from_signed_seconds(time.timestamp())
    }
}

/// (With the feature `jiff`.) The end of its range is 26 hours before the end of the year 9999: later times become it.
#[cfg(feature = "jiff")]
impl From<Timestamp> for jiff::Timestamp {
    fn from(time: Timestamp) -> Self {
        Self::from_second(to_signed_seconds(time)).unwrap_or(Self::MAX)
    }
}

/// (With the feature `jiff`.) Fractions of a second are cut off; a time before 1970 is `time-out-of-range`.
#[cfg(feature = "jiff")]
impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = Error;

    fn try_from(time: jiff::Timestamp) -> Result<Self, Error> {
        // Rounds toward zero, so that half a second before 1970 would be 1970.
        if time < jiff::Timestamp::UNIX_EPOCH {
            Err(Error(Reason::TimeOutOfRange))
        } else {
            from_signed_seconds(time.as_second())
        }
    }
}

/// In RFC 3339, such as `2015-08-30T12:36:00Z`. (With the feature `serde`.)
#[cfg(feature = "serde")]
impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

/// From RFC 3339, or from `20150830T123600Z`. (With the feature `serde`.)
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
