//! The Gregorian calendar.

/// From 0000-03-01, where the years of this arithmetic begin: a leap day is then the last of its year.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years, after which the Gregorian calendar repeats.
pub(super) const DAYS_IN_CYCLE: i64 = 146_097;

/// The days from 1970-01-01 to a year, month and day of the Gregorian calendar.
pub(super) const fn day_number((year, month, day): (i64, i64, i64)) -> i64 {
    // Months are counted from March, and their lengths repeat every five of them, which have 153 days.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - DAYS_TO_1970
}

/// Whether there is such a date.
pub(super) const fn is_date((year, month, day): (i64, i64, i64)) -> bool {
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    1 <= day && day <= length
}

/// The year, month and day of a number of days from 1970-01-01.
pub(super) const fn calendar_date(day_number: i64) -> (i64, i64, i64) {
    let days = day_number + DAYS_TO_1970;
    let day = days.rem_euclid(DAYS_IN_CYCLE);
    // Without the leap days of the cycle so far, all years have 365 days.
    let year = (day - day / 1460 + day / 36_524 - day / (DAYS_IN_CYCLE - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let year = year + 400 * days.div_euclid(DAYS_IN_CYCLE);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}
