//! Any time is read or refused, and what is read is written in one way. Those of other crates are the same seconds.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Timestamp;

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    text: &'a str,
    seconds: u64,
    nanoseconds: u32,
}

fuzz_target!(|input: Input<'_>| {
    if let Ok(time) = Timestamp::parse(input.text) {
        assert_eq!(time.to_string(), input.text);
    }
    let time = common::time(input.seconds);
    assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    assert_eq!(Timestamp::from_unix_seconds(time.unix_seconds()), Ok(time));
    assert!(Timestamp::from_unix_seconds(input.seconds).is_ok() == (input.seconds < 253_402_300_800));

    let (seconds, nanoseconds) = (input.seconds.cast_signed(), input.nanoseconds % 1_000_000_000);
    let expected = Timestamp::from_unix_seconds(input.seconds).ok();
    if let Ok(other) = time::OffsetDateTime::from_unix_timestamp(seconds) {
        let other = other.replace_nanosecond(nanoseconds).expect("below a second");
        assert_eq!(Timestamp::try_from(other).ok(), expected);
    }
    if let Some(other) = chrono::DateTime::from_timestamp(seconds, nanoseconds) {
        assert_eq!(Timestamp::try_from(other).ok(), expected);
    }
    if let Ok(other) = jiff::Timestamp::new(seconds, nanoseconds.cast_signed()) {
        assert_eq!(Timestamp::try_from(other).ok(), expected);
    }
    assert_eq!(Timestamp::try_from(time::OffsetDateTime::from(time)), Ok(time));
    assert_eq!(Timestamp::try_from(chrono::DateTime::<chrono::Utc>::from(time)), Ok(time));
    // Its range ends sooner.
    assert!(Timestamp::try_from(jiff::Timestamp::from(time)).is_ok_and(|other| other <= time));
});
