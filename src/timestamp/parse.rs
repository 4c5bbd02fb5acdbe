//! Times in text, as seconds since 1970-01-01T00:00:00Z, which are negative before.

use alloc::format;

use crate::timestamp::calendar::{day_number, is_date};

/// Reads the basic format of ISO 8601, such as `20150830T123600Z`.
pub(super) fn basic_seconds(text: &[u8]) -> Option<i64> {
    let &[ref date @ .., b'T', h, hh, m, mm, s, ss, b'Z'] = text else { return None };
    let (day, hour, minute, second) = (basic_days(date)?, two(h, hh)?, two(m, mm)?, two(s, ss)?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then(|| ((day * 24 + hour) * 60 + minute) * 60 + second)
}

/// Reads the date of that format, such as `20150830`, as days since 1970-01-01.
pub(super) fn basic_days(text: &[u8]) -> Option<i64> {
    let &[y, yy, yyy, yyyy, m, mm, d, dd] = text else { return None };
    let date = (two(y, yy)? * 100 + two(yyy, yyyy)?, two(m, mm)?, two(d, dd)?);
    is_date(date).then(|| day_number(date))
}

/// A number of two digits.
fn two(tens: u8, ones: u8) -> Option<i64> {
    let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    are_digits.then(|| i64::from((tens - b'0') * 10 + (ones - b'0')))
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
    let (hours, minutes) = (two(*h, *hh)?, two(*m, *mm)?);
    let seconds = (hours * 60 + minutes) * 60;
    (hours < 24 && minutes < 60).then_some(if *sign == b'+' { seconds } else { -seconds })
}
