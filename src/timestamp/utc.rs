//! A time in UTC, as Signature Version 4 writes it.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;
use core::ops::{Add, Sub};
use core::str::FromStr;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::timestamp::calendar::calendar_date;
use crate::timestamp::parse::{basic_days, basic_seconds, rfc3339_seconds};

/// A second in UTC between 1970 and 9999, written as `20150830T123600Z`.
///
/// Signing never reads a clock: every call takes the time as an argument. Where there is a system clock,
/// [`Timestamp::now`] reads it.
///
/// ```
/// use presign::Timestamp;
///
/// let time = Timestamp::parse("20150830T123600Z")?;
/// assert_eq!(time.unix_seconds(), 1_440_938_160);
/// assert_eq!(time.to_string(), "20150830T123600Z");
/// assert_eq!(time.to_rfc3339(), "2015-08-30T12:36:00Z");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// A time plus or minus a [`Duration`] is a time; it stops at the first second of 1970 and at the last of 9999. The
/// difference of two times is a `Duration`, which is zero if the second time is the later one, as with `Instant`.
///
/// With the feature `std` it converts from and to [`SystemTime`](std::time::SystemTime), and with the features `time`,
/// `chrono` and `jiff` from and to `time::OffsetDateTime`, `chrono::DateTime` and `jiff::Timestamp`. With the feature
/// `serde` it is written in RFC 3339, and read in both formats.
///
/// Source: AWS, "Create a signed AWS API request" (the request's date and time).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// 10000-01-01T00:00:00Z in Unix seconds: the first time whose year has five digits.
const YEAR_10000: u64 = 253_402_300_800;

impl Timestamp {
    pub(crate) const EPOCH: Self = Self(0);

    /// Returns the time `seconds` after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// - `time-out-of-range`: the year has five digits.
    pub const fn from_unix_seconds(seconds: u64) -> Result<Self, Error> {
        if seconds < YEAR_10000 { Ok(Self(seconds)) } else { Err(Error(Reason::TimeOutOfRange)) }
    }

    /// Parses the format of `X-Amz-Date`, such as `20150830T123600Z`, alone: [`parse_rfc3339`](Self::parse_rfc3339)
    /// parses `2015-08-30T12:36:00Z`, and [`FromStr`] either.
    ///
    /// # Errors
    /// - `malformed-time`: another format, or a time that does not exist (February 30, 24 o'clock).
    /// - `time-out-of-range`: a year before 1970.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let seconds = basic_seconds(text.as_bytes()).ok_or(Error(Reason::MalformedTime))?;
        u64::try_from(seconds).map(Self).map_err(|_| Error(Reason::TimeOutOfRange))
    }

    /// Parses the format of RFC 3339, such as `2015-08-30T12:36:00Z` or `2015-08-30T14:36:00.5+02:00`. Fractions of a
    /// second are cut off.
    ///
    /// ```
    /// use presign::Timestamp;
    ///
    /// let time = Timestamp::parse_rfc3339("2015-08-30T14:36:00.5+02:00")?;
    /// assert_eq!(time, Timestamp::parse("20150830T123600Z")?);
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `malformed-rfc3339`: another format, no offset, or a time that does not exist.
    /// - `time-out-of-range`: a time before 1970, or after 9999, in UTC.
    pub fn parse_rfc3339(text: &str) -> Result<Self, Error> {
        let seconds = rfc3339_seconds(text).ok_or(Error(Reason::MalformedRfc3339))?;
        u64::try_from(seconds).map_err(|_| Error(Reason::TimeOutOfRange)).and_then(Self::from_unix_seconds)
    }

    /// Returns the time in the format of RFC 3339 in UTC, such as `2015-08-30T12:36:00Z`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let text = self.to_string();
        let [year, month, day] = [&text[..4], &text[4..6], &text[6..8]];
        let [hour, minute, second] = [&text[9..11], &text[11..13], &text[13..15]];
        format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
    }

    /// Rounds down to a multiple of `step` since 1970, in whole seconds. A step of zero rounds nothing.
    ///
    /// URLs that are signed at such a time are the same until the next one, so caches and browsers recognise them. Add
    /// the step to the expiry, and each URL is valid for the time that was asked for, however late in the step it is
    /// handed out:
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let (hour, step) = (Duration::from_secs(3600), Duration::from_secs(900));
    /// let url_at = |now: Timestamp| bucket.get_object("cat.jpg").presign(&signer, hour + step, now.floor_to(step));
    ///
    /// let early = url_at(Timestamp::parse("20150830T123000Z")?)?;
    /// let late = url_at(Timestamp::parse("20150830T124459Z")?)?;
    /// assert_eq!(early.as_str(), late.as_str());
    /// assert_eq!(late.expires_at().to_string(), "20150830T134500Z", "more than an hour later");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn floor_to(self, step: Duration) -> Self {
        let now = u128::from(self.0) * 1_000_000_000;
        let floored = now - now.checked_rem(step.as_nanos()).unwrap_or(0);
        // Not after `self`.
        Self(u64::try_from(floored / 1_000_000_000).unwrap_or(self.0))
    }

    /// Returns the current time of the system clock, rounded down to a second.
    ///
    /// A clock that is set to a time before 1970 gives the first second of 1970.
    ///
    /// Not available on `wasm32-unknown-unknown`, which has no clock: take the time from the host, such as
    /// `Date.now()`.
    #[cfg(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown"))))]
    #[must_use]
    pub fn now() -> Self {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self(since_1970.as_secs().min(YEAR_10000 - 1))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> u64 {
        self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, as Kafka clients want the expiry of a token.
    #[must_use]
    pub const fn unix_milliseconds(self) -> u64 {
        self.0 * 1000
    }

    /// This time plus `seconds`, but at most the last second of the year 9999.
    pub(crate) fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds).min(YEAR_10000 - 1))
    }

    /// Reads a day such as `20150830`, as days since 1970-01-01.
    pub(crate) fn parse_day(date: &str) -> Option<u64> {
        basic_days(date.as_bytes()).and_then(|day| u64::try_from(day).ok())
    }

    /// Days since 1970-01-01: a cheaper way to compare days than by their dates.
    pub(crate) const fn day(self) -> u64 {
        self.0 / 86_400
    }

    /// The 8 bytes of `T123600Z`, which follow the date. The scope holds the date already, so this is all that has to
    /// be computed for a URL.
    pub(crate) fn time_of_day(self) -> [u8; 8] {
        let second = self.0 % 86_400;
        let [h, hh] = two_digits(second / 3600);
        let [m, mm] = two_digits(second / 60 % 60);
        let [s, ss] = two_digits(second % 60);
        [b'T', h, hh, m, mm, s, ss, b'Z']
    }

    /// The 8 bytes of `20150830`.
    pub(crate) fn date(self) -> [u8; 8] {
        // The constructors keep the time between the years 1970 and 9999, which fits every type here.
        let (year, month, day) = calendar_date(i64::try_from(self.day()).unwrap_or_default());
        let mut text = *b"00000000";
        for (at, number) in [(0, year / 100), (2, year), (4, month), (6, day)] {
            text[at..at + 2].copy_from_slice(&two_digits(u64::try_from(number).unwrap_or_default()));
        }
        text
    }
}

/// The last two decimal digits of a number.
#[allow(clippy::cast_possible_truncation, reason = "a remainder of ten is one digit")]
fn two_digits(number: u64) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

/// Reads both formats: `20150830T123600Z` and RFC 3339.
impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.contains('-') { Self::parse_rfc3339(text) } else { Self::parse(text) }
    }
}

/// Stops at the last second of the year 9999. Fractions of a second are cut off.
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.plus(duration.as_secs())
    }
}

/// Stops at the first second of 1970. Fractions of a second are cut off.
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_secs()))
    }
}

/// Zero if `earlier` is later.
impl Sub for Timestamp {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = [self.date(), self.time_of_day()];
        // Digits and letters.
        f.write_str(core::str::from_utf8(text.as_flattened()).unwrap_or_default())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timestamp::calendar::DAYS_IN_CYCLE;

    #[test]
    fn every_day_of_a_cycle_is_written_and_read_as_the_crate_jiff_says() {
        // And the last day that can be written.
        for day in (0..DAYS_IN_CYCLE).chain([2_932_896]) {
            let seconds = day * 86_400 + day % 86_400;
            let moment = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_secs(seconds);
            let text = format!("{}", moment.strftime("%Y%m%dT%H%M%SZ"));
            let timestamp = Timestamp::from_unix_seconds(seconds.try_into().unwrap()).unwrap();
            assert_eq!(format!("{timestamp}"), text);
            assert_eq!(Timestamp::parse(&text), Ok(timestamp));
            let text = format!("{}", moment.strftime("%Y-%m-%dT%H:%M:%SZ"));
            assert_eq!(timestamp.to_rfc3339(), text);
            assert_eq!(Timestamp::parse_rfc3339(&text), Ok(timestamp));
        }
    }

    #[test]
    fn only_dates_of_the_calendar_are_read() {
        for year in (1970..2400).chain([9999]) {
            for month in 0..=13 {
                for day in 0..=32 {
                    let exists = jiff::civil::Date::new(year, month, day).is_ok();
                    let parsed = Timestamp::parse(&format!("{year}{month:02}{day:02}T000000Z"));
                    assert_eq!(parsed.is_ok(), exists, "{year} {month} {day}");
                }
            }
        }
    }
}
