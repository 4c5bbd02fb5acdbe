//! The time in the header `date`.

use alloc::format;
use alloc::vec::Vec;

use crate::timestamp::Timestamp;

/// The beginnings of the days' names, from that of 1970-01-01 on.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `Sun, 30 Aug 2015 12:36:00 GMT`, the form of RFC 9110, section 5.6.7, that clients send.
pub(crate) fn parse(date: &str) -> Option<Timestamp> {
    let (weekday, rest) = date.strip_suffix(" GMT")?.split_once(", ")?;
    let [day, month, year, time] = rest.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let ([_, _], [_, _, b':', _, _, b':', _, _]) = (day.as_bytes(), time.as_bytes()) else { return None };
    let time = Timestamp::parse(&format!("{year}{month:02}{day}T{}Z", time.replace(':', ""))).ok()?;
    // A remainder of seven is an index.
    (WEEKDAYS[(time.day() % 7) as usize] == weekday).then_some(time)
}
