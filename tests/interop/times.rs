//! Times of other crates, both ways.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use presign::Timestamp;
use proptest::prelude::*;

/// The last second of the year 9999.
const LAST: u64 = 253_402_300_799;

fn seconds(time: &str) -> Timestamp {
    time.parse().unwrap()
}

proptest! {
    #[test]
    fn every_second_is_the_same_in_each_crate(second in 0..=LAST) {
        let timestamp = Timestamp::from_unix_seconds(second).unwrap();
        let signed = i64::try_from(second).unwrap();

        let other = time::OffsetDateTime::from(timestamp);
        prop_assert_eq!(other.unix_timestamp(), signed);
        prop_assert_eq!(Timestamp::try_from(other), Ok(timestamp));

        let other = chrono::DateTime::<chrono::Utc>::from(timestamp);
        prop_assert_eq!(other.timestamp(), signed);
        prop_assert_eq!(Timestamp::try_from(other), Ok(timestamp));

        let other = jiff::Timestamp::from(timestamp);
        prop_assert_eq!(other.as_second(), signed.min(jiff::Timestamp::MAX.as_second()));
        prop_assert_eq!(Timestamp::try_from(other).unwrap(), timestamp.min(Timestamp::try_from(jiff::Timestamp::MAX).unwrap()));

        let other = SystemTime::from(timestamp);
        prop_assert_eq!(other, UNIX_EPOCH + Duration::from_secs(second));
        prop_assert_eq!(Timestamp::try_from(other), Ok(timestamp));
    }

    #[test]
    fn a_time_plus_and_minus_a_duration_stays_in_the_range(a in 0..=LAST, b in 0..=LAST) {
        let (time, duration) = (Timestamp::from_unix_seconds(a).unwrap(), Duration::from_secs(b));
        prop_assert_eq!((time + duration).unix_seconds(), (a + b).min(LAST));
        prop_assert_eq!((time - duration).unix_seconds(), a.saturating_sub(b));
        let other = Timestamp::from_unix_seconds(b).unwrap();
        prop_assert_eq!(time - other, Duration::from_secs(a.saturating_sub(b)));
    }
}

#[test]
fn the_offset_of_a_local_time_counts_and_fractions_are_cut_off() {
    let expected = Ok(seconds("20150830T123600Z"));
    let offset = time::UtcOffset::from_hms(2, 0, 0).unwrap();
    let local = time::OffsetDateTime::from_unix_timestamp_nanos(1_440_938_160_999_999_999).unwrap().to_offset(offset);
    assert_eq!(Timestamp::try_from(local), expected);
    let local = chrono::DateTime::parse_from_rfc3339("2015-08-30T14:36:00.999+02:00").unwrap();
    assert_eq!(Timestamp::try_from(local), expected);
    let other: jiff::Timestamp = "2015-08-30T14:36:00.999+02:00".parse().unwrap();
    assert_eq!(Timestamp::try_from(other), expected);
}

#[test]
fn a_time_before_1970_or_after_9999_is_refused() {
    let before = -1;
    assert_eq!(
        Timestamp::try_from(time::OffsetDateTime::from_unix_timestamp(before).unwrap()).map_err(|error| error.code()),
        Err("time-out-of-range")
    );
    let half_a_second_before = time::OffsetDateTime::from_unix_timestamp_nanos(-500_000_000).unwrap();
    assert_eq!(Timestamp::try_from(half_a_second_before).map_err(|error| error.code()), Err("time-out-of-range"));
    for milliseconds in [-1000, -1, 253_402_300_800_000] {
        let other = chrono::DateTime::from_timestamp_millis(milliseconds).unwrap();
        assert_eq!(Timestamp::try_from(other).map_err(|error| error.code()), Err("time-out-of-range"), "{other}");
    }
    for milliseconds in [-1000, -1] {
        let other = jiff::Timestamp::from_millisecond(milliseconds).unwrap();
        assert_eq!(Timestamp::try_from(other).map_err(|error| error.code()), Err("time-out-of-range"), "{other}");
    }
}

#[test]
fn both_formats_are_parsed_and_deserialized() {
    let expected = seconds("20150830T123600Z");
    for text in ["20150830T123600Z", "2015-08-30T12:36:00Z", "2015-08-30T14:36:00.5+02:00"] {
        assert_eq!(text.parse(), Ok(expected), "{text}");
        assert_eq!(serde_json::from_str::<Timestamp>(&format!("\"{text}\"")).unwrap(), expected, "{text}");
    }
    let written = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::from_str::<Timestamp>(&written).unwrap(), expected);
    let error = serde_json::from_str::<Timestamp>("\"yesterday\"").unwrap_err().to_string();
    assert!(error.contains("the time is not written as in 20150830T123600Z"), "{error}");
}
