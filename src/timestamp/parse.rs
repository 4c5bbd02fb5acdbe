//! Times in text, as seconds since 1970-01-01T00:00:00Z, which are negative before.

use alloc::format;

use crate::timestamp::calendar::{day_number, is_date};

/// Reads the basic format of ISO 8601, such as `20150830T123600Z`.
pub(super) fn basic_seconds(text: &[u8]) -> Option<i64> {
    let [date @ .., b'T', _, _, _, _, _, _, b'Z'] = text else { return None };
    let [_, _, _, _, _, _, _, _] = date else { return None };
    let two = |at: usize| match text[at..at + 2] {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(i64::from((tens - b'0') * 10 + (ones - b'0'))),
        _ => None,
    };
    let date = (two(0)? * 100 + two(2)?, two(4)?, two(6)?);
    let (hour, minute, second) = (two(9)?, two(11)?, two(13)?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    (is_date(date) && is_time).then(|| ((day_number(date) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Reads the format of RFC 3339, such as `2015-08-30T14:36:00.5+02:00`.
pub(super) fn rfc3339_seconds(text: &str) -> Option<i64> {
    let (time, rest) = text.split_at_checked("2015-08-30T12:36:00".len())?;
    let [_, _, _, _, b'-', _, _, b'-', _, _, b'T' | b't', _, _, b':', _, _, b':', _, _] = time.as_bytes() else {
        return None;
    };
    let basic = time.replace(['-', ':'], "").replace('t', "T");
    let seconds = basic_seconds(format!("{basic}Z").as_bytes())?;
    let offset = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() == fraction.len() {
                return None;
            }
            offset
        }
    };
    Some(seconds - offset_seconds(offset)?)
}

/// The seconds that a local time is ahead of UTC: `Z`, `+02:00` or `-05:30`.
fn offset_seconds(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let [sign @ (b'+' | b'-'), h, hh, b':', m, mm] = text.as_bytes() else { return None };
    let number = |tens: &u8, ones: &u8| {
        let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        are_digits.then(|| i64::from((tens - b'0') * 10 + (ones - b'0')))
    };
    let (hours, minutes) = (number(h, hh)?, number(m, mm)?);
    let seconds = (hours * 60 + minutes) * 60;
    (hours < 24 && minutes < 60).then_some(if *sign == b'+' { seconds } else { -seconds })
}
