//! Times as other formats and other types have them, URLs that stay the same for a while, and credentials that expire
//! before their URLs.

use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use presign::s3::Bucket;
use presign::{Credentials, Request, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::refused::refused;

#[test]
fn rfc_3339_is_read_with_every_offset() {
    for text in [
        "2015-08-30T12:36:00Z",
        "2015-08-30t12:36:00z",
        "2015-08-30T12:36:00.999999999Z",
        "2015-08-30T14:36:00+02:00",
        "2015-08-30T07:06:00.5-05:30",
        "2015-08-30T12:36:00+00:00",
        "2015-08-30T12:36:00-00:00",
        "2015-08-31T12:35:00+23:59",
    ] {
        assert_eq!(Timestamp::parse_rfc3339(text), Ok(now()), "{text}");
    }
    assert_eq!(Timestamp::parse_rfc3339("1970-01-01T00:00:00Z").map(Timestamp::unix_seconds), Ok(0));
}

#[test]
fn what_is_no_time_in_rfc_3339() {
    let sentence = "the time is not written as in 2015-08-30T12:36:00Z or 2015-08-30T14:36:00+02:00 (RFC 3339)";
    for text in [
        "",
        "20150830T123600Z",
        "2015-08-30",
        "2015-08-30T12:36:00",
        "2015-08-30 12:36:00Z",
        "2015-08-30T12:36Z",
        "2015-08-30T12:36:00.Z",
        "2015-08-30T12:36:00,5Z",
        "2015-08-30T12:36:00+0200",
        "2015-08-30T12:36:00+02",
        "2015-08-30T12:36:00+24:00",
        "2015-08-30T12:36:00+0a:00",
        "2015-08-30T12:36:00+a0:00",
        "2015-08-30T12:36:00+02:60",
        "2015-08-30T12:36:00+2a:00",
        "2015-08-30T12:36:00Zz",
        "2015-08-30T24:00:00Z",
        "2015-02-29T00:00:00Z",
        "2015-08-30T12:36:60Z",
        "2015-08-30T12:36:0\u{e9}",
        " 2015-08-30T12:36:00Z",
    ] {
        refused(Timestamp::parse_rfc3339(text), "malformed-rfc3339", sentence);
    }
    for text in ["1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"] {
        refused(Timestamp::parse_rfc3339(text), "time-out-of-range", "the time lies outside the years 1970 to 9999");
    }
}

#[test]
fn system_time() {
    let time = UNIX_EPOCH + Duration::new(1_440_938_160, 999_999_999);
    assert_eq!(Timestamp::try_from(time), Ok(now()));
    assert_eq!(SystemTime::from(now()), UNIX_EPOCH + Duration::from_secs(1_440_938_160));
    assert_eq!(
        Timestamp::try_from(UNIX_EPOCH - Duration::from_nanos(1)).map_err(|error| error.code()),
        Err("time-out-of-range")
    );
    let year_10000 = UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(Timestamp::try_from(year_10000).map_err(|error| error.code()), Err("time-out-of-range"));
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_again(seconds in 0..253_402_300_800_u64, hours in -23..=23_i64, minutes in 0..60_i64) {
        let time = Timestamp::from_unix_seconds(seconds).unwrap();
        prop_assert_eq!(Timestamp::parse_rfc3339(&time.to_rfc3339()), Ok(time));
        prop_assert_eq!(Timestamp::try_from(SystemTime::from(time)), Ok(time));
        // The same time on a clock that is ahead of UTC, or behind it.
        let local = i64::try_from(seconds).unwrap() + (hours.abs() * 60 + minutes) * 60 * hours.signum();
        if let Ok(local) = u64::try_from(local).map_err(drop).and_then(|s| Timestamp::from_unix_seconds(s).map_err(drop)) {
            let sign = if hours < 0 { '-' } else { '+' };
            let minutes = if hours == 0 { 0 } else { minutes };
            let text = format!("{}{sign}{:02}:{minutes:02}", local.to_rfc3339().trim_end_matches('Z'), hours.abs());
            prop_assert_eq!(Timestamp::parse_rfc3339(&text), Ok(time));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = Timestamp::parse_rfc3339(&text);
    }

    #[test]
    fn a_floor_is_the_last_multiple(seconds in 0..253_402_300_800_u64, step in 1..10_000_000_u64) {
        let time = Timestamp::from_unix_seconds(seconds).unwrap();
        let floor = time.floor_to(Duration::from_secs(step));
        prop_assert_eq!(floor.unix_seconds() % step, 0);
        prop_assert!(floor <= time && time.unix_seconds() - floor.unix_seconds() < step);
    }
}

#[test]
fn floors_at_the_edges() {
    assert_eq!(now().floor_to(Duration::ZERO), now());
    assert_eq!(now().floor_to(Duration::from_nanos(1)), now());
    assert_eq!(now().floor_to(Duration::MAX), Timestamp::from_unix_seconds(0).unwrap());
    assert_eq!(now().floor_to(Duration::from_secs(86_400)), at("20150830T000000Z"));
    // 960,625,440 times 1.5 seconds.
    assert_eq!(now().floor_to(Duration::from_millis(1500)), now());
    assert_eq!(at("20150830T123601Z").floor_to(Duration::from_millis(1500)), now());
    assert_eq!(at("20150830T123602Z").floor_to(Duration::from_millis(1500)), at("20150830T123601Z"));
}

#[test]
fn a_url_is_the_same_for_a_step_and_valid_for_the_time_that_was_asked_for() {
    let (signer, step) = (signer("s3"), Duration::from_secs(600));
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    let url = |seconds: u64| {
        let now = Timestamp::from_unix_seconds(now().unix_seconds() + seconds).unwrap();
        let url = bucket.get_object("k").presign(&signer, HOUR + step, now.floor_to(step)).unwrap();
        assert!(url.expires_at().unix_seconds() >= now.unix_seconds() + 3600, "{seconds}");
        url.into_string()
    };
    // 12:36:00 to 12:40:00 are in one step.
    assert!((0..240).all(|second| url(second) == url(0)));
    assert_ne!(url(240), url(0));
    assert!((240..840).step_by(7).all(|second| url(second) == url(240)));
}

#[test]
fn urls_that_would_outlive_their_credentials() {
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    let signer = |expiry| bucket.signer(credentials().with_expiry(at(expiry))).unwrap();
    let strict = signer("20150830T133559Z").require_full_lifetime();
    let error = "credentials-expire-first";
    let sentence = "the credentials expire at 20150830T133559Z, before the URL would at 20150830T133600Z";
    let get = bucket.get_object("k");
    refused(get.presign(&strict, HOUR, now()), error, sentence);
    refused(strict.presign_into(&mut String::new(), get.request(), HOUR, now()), error, sentence);
    refused(strict.explain(get.request(), HOUR, now()), error, sentence);
    refused(bucket.post_object("k").presign(&strict, HOUR, now()), error, sentence);
    // Headers have no expiry that could be cut.
    assert!(get.sign(&strict, now()).is_ok());
    assert!(get.presign(&strict, Duration::from_secs(3599), now()).is_ok());
    assert!(get.presign(&signer("20150830T133600Z").require_full_lifetime(), HOUR, now()).is_ok());
    assert_eq!(get.presign(&signer("20150830T133559Z"), HOUR, now()).unwrap().expires_at(), at("20150830T133559Z"));
    let forever = bucket.signer(credentials()).unwrap().require_full_lifetime();
    assert!(get.presign(&forever, HOUR, now()).is_ok());
}

/// Variables belong to the whole process, so this test calls itself in others.
#[test]
fn the_environment_says_when_credentials_expire() {
    const CHILD: &str = "PRESIGN_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return match Credentials::from_env() {
            Ok(credentials) => println!("expiry: {:?}", credentials.expiry()),
            Err(error) => println!("error: {error}"),
        };
    }
    let printed = |expiry: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "times::the_environment_says_when_credentials_expire", "--nocapture"]);
        command.env(CHILD, "1").env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "SECRET");
        let output = command.env("AWS_CREDENTIAL_EXPIRATION", expiry).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let at = text.find("expiry: ").or(text.find("error: ")).unwrap_or_else(|| panic!("{text}"));
        text[at..].lines().next().unwrap().to_owned()
    };
    assert_eq!(printed("2015-08-30T14:36:00+02:00"), "expiry: Some(20150830T123600Z)");
    assert_eq!(printed("20150830T123600Z"), "expiry: Some(20150830T123600Z)");
    assert_eq!(printed(""), "expiry: None");
    for wrong in ["tomorrow", "2015-08-30T12:36:00", "1440938160"] {
        assert_eq!(
            printed(wrong),
            "error: the environment variable AWS_CREDENTIAL_EXPIRATION is not a time as in 2015-08-30T12:36:00Z (RFC 3339)"
        );
    }
}

#[test]
fn no_url_expires_after_the_year_9999() {
    let last = Timestamp::from_unix_seconds(253_402_300_799).unwrap();
    let url = Request::get("https://h.example/").unwrap().presign(&signer("s3"), HOUR, last).unwrap();
    assert_eq!(url.expires_at(), last);
}
