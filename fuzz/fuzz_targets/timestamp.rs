//! Any time is read or refused, and what is read is written in one way.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Timestamp;

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    text: &'a str,
    seconds: u64,
}

fuzz_target!(|input: Input<'_>| {
    if let Ok(time) = Timestamp::parse(input.text) {
        assert_eq!(time.to_string(), input.text);
    }
    let time = common::time(input.seconds);
    assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    assert_eq!(Timestamp::from_unix_seconds(time.unix_seconds()), Ok(time));
    assert!(Timestamp::from_unix_seconds(input.seconds).is_ok() == (input.seconds < 253_402_300_800));
});
