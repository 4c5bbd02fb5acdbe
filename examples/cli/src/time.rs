//! Times as other programs write and read them: RFC 3339.

use presign::{Error, Timestamp};
use serde::{Serialize, Serializer};

/// A time that is written for programs in RFC 3339.
pub(crate) struct Rfc3339(pub(crate) Timestamp);

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

/// A time as in `20150830T123600Z`, or in RFC 3339 as in `2015-08-30T14:36:00.5+02:00`. Fractions are cut off.
pub(crate) fn parse(text: &str) -> Result<Timestamp, Error> {
    let basic = Timestamp::parse(text);
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return basic };
    // Rounded down before 1970 too, where it is out of range anyway.
    let seconds = u64::try_from(time.as_second()).map_err(|_| Error::TimeOutOfRange)?;
    Timestamp::from_unix_seconds(seconds)
}

/// `2015-08-30T12:36:00Z`, which JavaScript, jq and databases read.
fn rfc3339(time: Timestamp) -> String {
    let basic = time.to_string();
    // `20150830T123600Z`: the digits of each part have their places.
    let part = |from: usize, to: usize| basic.get(from..to).unwrap_or_default();
    let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
    let (hour, minute, second) = (part(9, 11), part(11, 13), part(13, 15));
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
}
