//! Whatever a signer was made of, no URL outlives its credentials.

use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Error, Request, Rules, Scope, Signer, SigningKey, Timestamp};

use crate::fixtures::{HOUR, SECRET, at, now};
use crate::refused::refused;

/// A region and a service in which all of them can sign.
const SCOPE: (&str, &str) = ("us-east-1", "s3express");

fn key(credentials: &Credentials) -> SigningKey {
    SigningKey::derive(credentials, &Scope::new(now(), SCOPE.0, SCOPE.1).unwrap())
}

fn directory() -> Bucket {
    Bucket::new("photos--use1-az4--x-s3", SCOPE.0).unwrap()
}

/// Makes a signer of credentials.
type Constructor = fn(&Credentials) -> Signer;

/// The ways to do that.
fn constructors() -> Vec<(&'static str, Constructor)> {
    fn with_key(credentials: &Credentials) -> Signer {
        Signer::with_key(credentials.access_key_id(), credentials.session_token(), key(credentials)).unwrap()
    }
    vec![
        ("new", |c| Signer::new(c.clone(), SCOPE.0, SCOPE.1).unwrap()),
        ("multi_region", |c| Signer::multi_region(c.clone(), "*", "s3").unwrap()),
        ("Bucket::signer", |c| directory().signer(c.clone()).unwrap()),
        ("Bucket::session_signer", |c| directory().session_signer(c.clone().with_session_token("TOKEN")).unwrap()),
        ("with_rules", |c| Signer::new(c.clone(), SCOPE.0, SCOPE.1).unwrap().with_rules(Rules::S3)),
        ("a key that was derived", with_key),
        ("a copy of it, with rules", |c| {
            let key = key(c).clone();
            let signer = Signer::with_key(c.access_key_id(), c.session_token(), key).unwrap();
            signer.with_rules(Rules::S3)
        }),
        ("a key that came as bytes", |c| {
            let scope = key(c).scope().clone();
            let key = SigningKey::from_secret_bytes(*key(c).secret_bytes(), scope).unwrap();
            assert_eq!(key.expiry(), None);
            let signer = Signer::with_key(c.access_key_id(), c.session_token(), key).unwrap();
            match c.expiry() {
                Some(expiry) => signer.with_expiry(expiry),
                None => signer,
            }
        }),
        ("with a key that was kept", |c| {
            let mut signer = Signer::new(c.clone(), SCOPE.0, SCOPE.1).unwrap();
            signer.keep_key(now());
            signer
        }),
    ]
}

/// When each way of signing says that the URL ends.
fn ends(signer: &Signer, expires_in: Duration) -> Vec<Result<Timestamp, Error>> {
    let request = Request::get("https://photos.example/k").unwrap();
    let mut ends = vec![
        request.presign(signer, expires_in, now()).map(|url| url.expires_at()),
        signer.presign_into(&mut String::new(), &request, expires_in, now()),
        signer.explain(&request, expires_in, now()).map(|explanation| explanation.url().unwrap().expires_at()),
    ];
    if signer.region() == SCOPE.0 {
        let (bucket, key) = (directory(), "k");
        ends.push(bucket.get_object(key).presign(signer, expires_in, now()).map(|url| url.expires_at()));
        ends.extend(bucket.presign_all([key], signer, expires_in, now()).map(|url| Ok(url?.expires_at())));
        ends.push(bucket.post_object(key).presign(signer, expires_in, now()).map(|form| form.expires_at()));
    }
    ends
}

/// All ways of signing agree.
fn end(signer: &Signer, expires_in: Duration) -> Result<Timestamp, Error> {
    let ends = ends(signer, expires_in);
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    ends.into_iter().next().unwrap()
}

#[test]
fn no_url_outlives_the_credentials_that_its_signer_was_made_of() {
    let temporary = || Credentials::new("ASIDEXAMPLE", SECRET).with_session_token("TOKEN");
    let (passed, near, late) = (at("20150830T123600Z"), at("20150830T123700Z"), at("20150830T133600Z"));
    for (name, make) in constructors() {
        for credentials in [temporary(), Credentials::new("AKIDEXAMPLE", SECRET)] {
            let with = |expiry| make(&credentials.clone().with_expiry(expiry));
            let strict = |expiry| with(expiry).require_full_lifetime();
            assert_eq!(with(near).expiry(), Some(near), "{name}");
            for signer in [with(passed), strict(passed)] {
                assert_eq!(end(&signer, HOUR).map_err(|error| error.code()), Err("credentials-expired"), "{name}");
                let signed = Request::get("https://photos.example/k").unwrap().sign(&signer, now());
                assert_eq!(signed.map_err(|error| error.code()).err(), Some("credentials-expired"), "{name}");
            }
            assert_eq!(end(&with(near), HOUR), Ok(near), "{name}");
            let first = end(&strict(near), HOUR).map_err(|error| error.code());
            assert_eq!(first, Err("credentials-expire-first"), "{name}");
            assert_eq!(end(&strict(near), Duration::from_secs(60)), Ok(near), "{name}");
            assert_eq!(end(&strict(late), HOUR), Ok(late), "{name}");
            // Without an expiry nothing can be said but what was asked for.
            let signer = make(&credentials);
            assert_eq!((signer.expiry(), end(&signer, HOUR)), (None, Ok(late)), "{name}");
            let is_temporary = credentials.session_token().is_some() || name == "Bucket::session_signer";
            let unknown = if is_temporary { Err("credentials-expiry-unknown") } else { Ok(late) };
            let signed = end(&make(&credentials).require_full_lifetime(), HOUR);
            assert_eq!(signed.map_err(|error| error.code()), unknown, "{name}");
            // The last expiry counts.
            assert_eq!(end(&with(passed).with_expiry(near), HOUR), Ok(near), "{name}");
        }
    }
}

#[test]
fn temporary_credentials_without_an_expiry_promise_no_lifetime() {
    let credentials = Credentials::new("ASIDEXAMPLE", SECRET).with_session_token("TOKEN");
    let signer = Signer::new(credentials, "us-east-1", "execute-api").unwrap().require_full_lifetime();
    let request = Request::get("https://api.example/").unwrap();
    let sentence = "the credentials have a session token and no expiry, so that nobody knows whether they outlive the URL: \
                    give their expiry to with_expiry";
    refused(request.presign(&signer, HOUR, now()), "credentials-expiry-unknown", sentence);
    // A signature in headers has no lifetime to promise.
    assert!(request.sign(&signer, now()).is_ok());
}

#[test]
fn a_kept_key_is_the_days_own() {
    let credentials = || Credentials::new("AKIDEXAMPLE", SECRET);
    let mut kept = Signer::new(credentials(), "us-east-1", "service").unwrap();
    let request = Request::get("https://api.example/").unwrap();
    for time in ["20150830T235959Z", "20150831T000000Z", "20150830T000000Z", "20160830T123600Z"] {
        kept.keep_key(at(time));
        for signed in [time, "20150901T000000Z"] {
            let fresh = Signer::new(credentials(), "us-east-1", "service").unwrap();
            let url = |signer: &Signer| request.presign(signer, HOUR, at(signed)).unwrap().into_string();
            assert_eq!(url(&kept), url(&fresh), "{time}");
        }
    }
    // A signer with a key has no other.
    let mut holder = Signer::with_key("AKIDEXAMPLE", None, key(&credentials())).unwrap();
    holder.keep_key(at("20150831T000000Z"));
    assert!(request.presign(&holder, HOUR, now()).is_ok());
}
