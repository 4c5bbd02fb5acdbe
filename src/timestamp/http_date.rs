//! Times in the format of HTTP headers: `Sun, 30 Aug 2015 12:36:00 GMT`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::timestamp::Timestamp;

/// The beginnings of the days' names, from that of 1970-01-01 on.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Timestamp {
    /// Writes the time as HTTP headers have it, for conditions such as `x-amz-copy-source-if-modified-since`.
    ///
    /// ```
    /// # use presign::Timestamp;
    /// let time = Timestamp::parse("20150830T123600Z")?;
    /// assert_eq!(time.to_http_date(), "Sun, 30 Aug 2015 12:36:00 GMT");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Source: RFC 9110 (HTTP Semantics), section 5.6.7.
    #[must_use]
    pub fn to_http_date(self) -> String {
        write(self)
    }
}

fn write(time: Timestamp) -> String {
    let text = time.to_string();
    let [year, month, day, hour, minute, second] = parts(&text);
    // 1970 began on a Thursday; a remainder of division by seven is an index.
    let weekday = WEEKDAYS[(time.day() % 7) as usize];
    // `01` to `12`.
    let month = MONTHS[month.parse::<usize>().map_or(0, |month| month - 1)];
    format!("{weekday}, {day} {month} {year} {hour}:{minute}:{second} GMT")
}

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

/// Year, month, day, hour, minute and second of `20150830T123600Z`.
fn parts(text: &str) -> [&str; 6] {
    [&text[..4], &text[4..6], &text[6..8], &text[9..11], &text[11..13], &text[13..15]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_calendar_cycle_is_written_and_read_as_the_obvious_model_says() {
        // The Gregorian calendar repeats after 400 years, weekdays included. At the end, the last day that can be
        // written.
        for day in (0..146_097).chain([2_932_896]) {
            let seconds = day * 86_400 + day % 86_400;
            let moment = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_secs(seconds);
            let time = Timestamp::from_unix_seconds(seconds.try_into().unwrap()).unwrap();
            let text = moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            assert_eq!(write(time), text);
            assert_eq!(parse(&text), Some(time));
        }
    }
}
