//! A time in UTC, as Signature Version 4 writes it.

use core::fmt;
use core::str::FromStr;

use time::{Date, Month, OffsetDateTime, Time};

use crate::error::Error;

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
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS, "Create a signed AWS API request" (the request's date and time).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// 10000-01-01T00:00:00Z in Unix seconds: the first time whose year has five digits.
const YEAR_10000: u64 = 253_402_300_800;

impl Timestamp {
    /// The time `seconds` after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// - [`Error::TimeOutOfRange`]: the year has five digits.
    pub const fn from_unix_seconds(seconds: u64) -> Result<Self, Error> {
        if seconds < YEAR_10000 { Ok(Self(seconds)) } else { Err(Error::TimeOutOfRange) }
    }

    /// Parses the format of `X-Amz-Date`, such as `20150830T123600Z`.
    ///
    /// # Errors
    /// - [`Error::MalformedTime`]: another format, or a time that does not exist (February 30, 24 o'clock).
    /// - [`Error::TimeOutOfRange`]: a year before 1970.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let moment = parse_moment(text.as_bytes()).ok_or(Error::MalformedTime)?;
        u64::try_from(moment.unix_timestamp()).map(Self).map_err(|_| Error::TimeOutOfRange)
    }

    /// The current time of the system clock, rounded down to a second.
    ///
    /// A clock that is set to a time before 1970 gives the first second of 1970.
    #[cfg(feature = "std")]
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

    /// This time plus `seconds`, but at most the last second of the year 9999.
    pub(crate) fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds).min(YEAR_10000 - 1))
    }

    /// Days since 1970-01-01: a cheaper way to compare days than by their dates.
    pub(crate) const fn day(self) -> u64 {
        self.0 / 86_400
    }

    /// The 8 bytes of `T123600Z`, which follow the date. The scope holds the date already, so this is all that has to be
    /// computed for a URL.
    pub(crate) fn time_of_day(self) -> [u8; 8] {
        let second = self.0 % 86_400;
        let [h, hh] = two_digits(second / 3600);
        let [m, mm] = two_digits(second / 60 % 60);
        let [s, ss] = two_digits(second % 60);
        [b'T', h, hh, m, mm, s, ss, b'Z']
    }

    /// The 8 bytes of `20150830`.
    pub(crate) fn date(self) -> [u8; 8] {
        // The constructors keep the time below the year 10000, and `time` supports all years up to 9999.
        let moment = i64::try_from(self.0).ok().and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok());
        let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = moment.to_calendar_date();
        let year = u64::try_from(year).unwrap_or_default();
        let mut text = *b"00000000";
        for (at, number) in [(0, year / 100), (2, year), (4, u8::from(month).into()), (6, day.into())] {
            text[at..at + 2].copy_from_slice(&two_digits(number));
        }
        text
    }
}

/// The last two decimal digits of a number.
#[allow(clippy::cast_possible_truncation, reason = "a remainder of ten is one digit")]
fn two_digits(number: u64) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

fn parse_moment(text: &[u8]) -> Option<OffsetDateTime> {
    let [date @ .., b'T', _, _, _, _, _, _, b'Z'] = text else { return None };
    let [_, _, _, _, _, _, _, _] = date else { return None };
    let two = |at: usize| match text[at..at + 2] {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    };
    let year = i32::from(two(0)?) * 100 + i32::from(two(2)?);
    let date = Date::from_calendar_date(year, Month::try_from(two(4)?).ok()?, two(6)?).ok()?;
    let time = Time::from_hms(two(9)?, two(11)?, two(13)?).ok()?;
    Some(OffsetDateTime::new_utc(date, time))
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
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
