//! URLs that stay the same for a window of time.

use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Request, Signer, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::refused::refused;

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

proptest! {
    #[test]
    fn a_url_stays_the_same_in_its_window_and_is_valid_for_as_long_as_was_asked_for(
        start in 1_000_000_000..2_000_000_000_u64,
        window in 1..WEEK,
        valid in 1..WEEK,
        later in 0..2 * WEEK,
    ) {
        let asked = |at: u64| {
            let (valid, window) = (Duration::from_secs(valid), Duration::from_secs(window));
            let at = Timestamp::from_unix_seconds(at).unwrap();
            let url = bucket().get_object("a.jpg").presign_stable(&signer("s3"), valid, window, at);
            let request = Request::get("https://examplebucket.s3.us-east-1.amazonaws.com/a.jpg").unwrap();
            let same = request.presign_stable(&signer("s3"), valid, window, at);
            assert_eq!(url.as_ref().ok().map(ToString::to_string), same.as_ref().ok().map(ToString::to_string));
            url.map_err(|error| (error.code(), error.to_string()))
        };
        if valid + window > WEEK {
            let seconds = valid + window;
            let sentence = format!("the expiry with its window is {seconds} seconds: at most 604800 seconds are allowed");
            prop_assert_eq!(asked(start).unwrap_err(), ("over-limit", sentence));
            return Ok(());
        }
        let (first, second) = (asked(start).unwrap(), asked(start + later).unwrap());
        let is_same_window = start / window == (start + later) / window;
        prop_assert_eq!(first.as_str() == second.as_str(), is_same_window);
        for (url, at) in [(&first, start), (&second, start + later)] {
            let left = url.expires_at().unix_seconds() - at;
            prop_assert!(left > valid && left <= valid + window, "{left} s of {valid} with {window}");
        }
    }
}

#[test]
fn a_window_that_is_none_is_refused() {
    let get = |valid: Duration, window: Duration| {
        bucket().get_object("a").presign_stable(&signer("s3"), valid, window, now())
    };
    let sentence = "the window is not one second or more in whole seconds";
    for window in [Duration::ZERO, Duration::from_millis(1), Duration::from_millis(1500)] {
        refused(get(HOUR, window), "invalid-argument", sentence);
    }
    refused(get(Duration::ZERO, HOUR), "expiry-zero", "the expiry is 0 seconds: it must be at least 1 second");
    refused(get(Duration::from_millis(1500), HOUR), "expiry-fraction", "the expiry is not a whole number of seconds");
    let sentence = "the expiry with its window is 18446744073709551615 seconds: at most 604800 seconds are allowed";
    refused(get(Duration::MAX, HOUR), "over-limit", sentence);
    refused(get(HOUR, Duration::new(u64::MAX, 0)), "over-limit", sentence);
}

#[test]
fn a_service_that_decides_on_the_lifetime_has_no_stable_urls() {
    let signer = Signer::new(credentials(), "us-east-1", "iotdevicegateway").unwrap();
    let request = Request::get("wss://a.iot.us-east-1.amazonaws.com/mqtt").unwrap();
    let sentence = "the service decides how long a URL is valid, so that none can stay the same for longer";
    refused(request.presign_stable(&signer, HOUR, HOUR, now()), "invalid-argument", sentence);
}

#[test]
fn credentials_that_expire_end_a_stable_url_too() {
    let end = Timestamp::parse("20150830T130000Z").unwrap();
    let signer = |full: bool| {
        let signer = bucket().signer(Credentials::new("AKIDEXAMPLE", "SECRET").with_expiry(end)).unwrap();
        if full { signer.require_full_lifetime() } else { signer }
    };
    let get = |full| bucket().get_object("a").presign_stable(&signer(full), HOUR, HOUR, now());
    assert_eq!(get(false).unwrap().expires_at(), end);
    assert_eq!(get(true).unwrap_err().code(), "credentials-expire-first");
}
