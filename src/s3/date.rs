//! Times in the format of HTTP headers.

use alloc::format;
use alloc::string::{String, ToString};

use crate::timestamp::Timestamp;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The format of HTTP headers, such as `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, section 5.6.7).
pub(super) fn http_date(time: Timestamp) -> String {
    let text = time.to_string();
    let [year, month, day, hour, minute, second] = parts(&text);
    // 1970 began on a Thursday; a remainder of division by seven is an index.
    let weekday = WEEKDAYS[(time.day() % 7) as usize];
    // `01` to `12`.
    let month = MONTHS[month.parse::<usize>().map_or(0, |month| month - 1)];
    format!("{weekday}, {day} {month} {year} {hour}:{minute}:{second} GMT")
}

/// Year, month, day, hour, minute and second of `20150830T123600Z`.
fn parts(text: &str) -> [&str; 6] {
    [&text[..4], &text[4..6], &text[6..8], &text[9..11], &text[11..13], &text[13..15]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_calendar_cycle_is_written_as_the_obvious_model_says() {
        // The Gregorian calendar repeats after 400 years, weekdays included. At the end, the last day that can be
        // written.
        for day in (0..146_097).chain([2_932_896]) {
            let seconds = day * 86_400 + day % 86_400;
            let moment = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_secs(seconds);
            let time = Timestamp::from_unix_seconds(seconds.try_into().unwrap()).unwrap();
            assert_eq!(http_date(time), moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
        }
    }
}
