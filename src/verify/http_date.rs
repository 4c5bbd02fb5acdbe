//! The time in the header `date`.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::timestamp::Timestamp;

/// Reads `Sun, 30 Aug 2015 12:36:00 GMT`, the form of RFC 9110, section 5.6.7, that clients send.
pub(crate) fn parse(date: &str) -> Option<Timestamp> {
    // The general form also has no weekday, other zones, comments, and years of two digits.
    let is_http_date = date.len() == 29 && date.get(3..5) == Some(", ") && date.ends_with(" GMT");
    let moment = OffsetDateTime::parse(date, &Rfc2822).ok().filter(|_| is_http_date)?;
    Timestamp::from_unix_seconds(moment.unix_timestamp().try_into().ok()?).ok()
}
