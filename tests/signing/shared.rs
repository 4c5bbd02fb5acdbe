//! A signer that is replaced while others sign.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use presign::s3::Bucket;
use presign::services::{elasticache, rds};
use presign::verify::{Payload, Policy, SignedRequest};
use presign::{Credentials, Request, Rules, SharedSigner, Signer, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{HOUR, now};
use crate::refused::refused;

fn later(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(now().unix_seconds() + seconds).unwrap()
}

/// Credentials that say in each part which they are.
fn numbered(number: u64) -> Credentials {
    Credentials::new(format!("ASIAEXAMPLE{number}"), format!("SECRET{number}"))
        .with_session_token(format!("TOKEN{number}"))
        .with_expiry(later(3600))
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

/// Signs a URL, and checks that all its parts are of one set of credentials. Its number.
fn sign(shared: &SharedSigner) -> u64 {
    let bucket = bucket();
    let url = bucket.get_object("cat.jpg").presign(&shared.current(), Duration::from_secs(60), now()).unwrap();
    let (_, target) = url.as_str().split_once(".com").unwrap();
    let request = SignedRequest::parse("GET", target, [("host", bucket.host())]).unwrap();
    let number = request.access_key_id().strip_prefix("ASIAEXAMPLE").unwrap().parse().unwrap();
    let policy = Policy::new("us-east-1", "s3");
    let (verified, _) = request.verify(&numbered(number), now(), &policy).expect("the parts fit together");
    assert_eq!(*verified.payload(), Payload::Unsigned);
    number
}

#[test]
fn threads_sign_while_the_signer_is_replaced() {
    let shared = SharedSigner::new(bucket().signer(numbered(0)).unwrap());
    let (newest_seen, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let signers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    while !is_over.load(Ordering::SeqCst) {
                        // What any thread has seen is not older than what this one gets now.
                        let least = newest_seen.load(Ordering::SeqCst);
                        let number = sign(&shared);
                        assert!(number >= least, "{number} came back after {least}");
                        newest_seen.fetch_max(number, Ordering::SeqCst);
                    }
                    assert_eq!(sign(&shared), 400);
                })
            })
            .collect();
        // In pairs, so that replacements meet too: only the last one is alone.
        for number in (1..400).step_by(2) {
            let renew = |number| shared.renew(numbered(number)).unwrap();
            renew(number);
            renew(number + 1);
        }
        is_over.store(true, Ordering::SeqCst);
        for signer in signers {
            signer.join().unwrap();
        }
    });
}

#[test]
fn threads_never_see_an_older_signer_than_another_thread() {
    // Nothing is signed: the threads meet the replacements as often as they can.
    let credentials = Credentials::new("AKID", "SECRET");
    let signer = |number: u64| Signer::new(credentials.clone(), &number.to_string(), "s").unwrap();
    let shared = SharedSigner::new(signer(0));
    let (newest_seen, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let seen = || -> u64 { shared.current().region().parse().unwrap() };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let least = newest_seen.load(Ordering::SeqCst);
                    let number = seen();
                    assert!(number >= least, "{number} came back after {least}");
                    newest_seen.fetch_max(number, Ordering::SeqCst);
                }
            });
        }
        for number in 1..20_000 {
            shared.replace(signer(number));
        }
        is_over.store(true, Ordering::SeqCst);
    });
    assert_eq!(seen(), 19_999);
}

#[test]
fn who_keeps_a_signer_stops_nobody() {
    let shared = SharedSigner::new(bucket().signer(numbered(0)).unwrap());
    let kept: Vec<_> = (1..=5)
        .map(|number| {
            let kept = shared.current();
            shared.renew(numbered(number)).unwrap();
            kept
        })
        .collect();
    assert_eq!(sign(&shared), 5);
    let shown: Vec<_> = kept.iter().map(|signer| format!("{signer:?}")).collect();
    assert_eq!(shown[0], "Signer(ASIAEXAMPLE0/us-east-1/s3)");
    assert_eq!(shown[4], "Signer(ASIAEXAMPLE4/us-east-1/s3)");
}

#[test]
fn a_signer_that_was_replaced_is_gone_at_once() {
    let shared = SharedSigner::new(bucket().signer(numbered(0)).unwrap());
    for number in 1..4 {
        let old = Arc::downgrade(&shared.current());
        shared.renew(numbered(number)).unwrap();
        // Its secret was wiped with it.
        assert!(old.upgrade().is_none(), "{number}");
    }
}

#[test]
fn all_but_the_credentials_stays() {
    let signers = [
        bucket().signer(numbered(0)).unwrap(),
        bucket().signer(numbered(0)).unwrap().require_full_lifetime(),
        Signer::new(numbered(0), "eu-west-1", "execute-api").unwrap().with_rules(Rules::S3),
        Signer::multi_region(numbered(0), "us-east-1,eu-west-1", "s3").unwrap(),
        Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap().session_signer(numbered(0)).unwrap(),
    ];
    for signer in signers {
        let shown = format!("{signer:?}").replace("EXAMPLE0", "EXAMPLE1");
        let (rules, region) = (signer.rules().clone(), signer.region().to_owned());
        let is_strict = is_strict(&signer);
        let shared = SharedSigner::new(signer);
        shared.renew(numbered(1)).unwrap();
        let renewed = shared.current();
        assert_eq!(format!("{renewed:?}"), shown);
        assert_eq!(format!("{shared:?}"), format!("SharedSigner({shown})"));
        assert_eq!((renewed.rules(), renewed.region()), (&rules, &*region), "{shown}");
        assert_eq!(self::is_strict(&renewed), is_strict, "{shown}");
        let url = |signer: &Signer| {
            let request = Request::get("https://example.com/a/../b?x=1").unwrap();
            request
                .presign(signer, HOUR, now())
                .map(|url| url.as_str().split("X-Amz-Signature").next().unwrap().to_owned())
        };
        let (old, new) = (url(&numbered_like(&renewed, &rules)), url(&renewed));
        assert_eq!(old.map_err(|e| e.code()), new.map_err(|e| e.code()), "{shown}");
    }
}

/// Whether it refuses URLs that are longer valid than its credentials.
fn is_strict(signer: &Signer) -> bool {
    let request = Request::get("https://example.com/").unwrap();
    request.presign(signer, HOUR * 2, now()).is_err()
}

/// A signer that is made anew with the credentials of number 1, and not renewed.
fn numbered_like(signer: &Signer, rules: &Rules) -> Signer {
    if signer.region().contains(',') {
        return Signer::multi_region(numbered(1), signer.region(), signer.service()).unwrap();
    }
    Signer::new(numbered(1), signer.region(), signer.service()).unwrap().with_rules(rules.clone())
}

#[test]
fn bad_credentials_leave_the_old_ones() {
    let shared = SharedSigner::new(bucket().signer(numbered(7)).unwrap());
    refused(shared.renew(Credentials::new("", "SECRET")), "empty-credential", "the access key id is empty");
    let copied = Credentials::new("ASIAEXAMPLE8", "SECRET8\n");
    let sentence = "the secret access key begins or ends with white space, or contains a control character";
    refused(shared.renew(copied), "credential-white-space", sentence);
    assert_eq!(sign(&shared), 7);
}

#[test]
fn tokens_are_signed_by_the_signer_of_the_moment() {
    let host = "db.abc.eu-west-1.rds.amazonaws.com";
    let token = rds::AuthToken { host, port: 5432, user: "app", region: "eu-west-1" };
    let shared = SharedSigner::new(Signer::new(numbered(0), "eu-west-1", "rds-db").unwrap());
    for number in 0..3 {
        let expected = token.sign(&numbered(number), now()).unwrap();
        assert_eq!(token.sign(&shared.current(), now()).unwrap().as_str(), expected.as_str());
        shared.renew(numbered(number + 1)).unwrap();
    }
    // One for another service is refused, and not used.
    let cache = elasticache::AuthToken { cache: "my-cluster", user: "app", region: "eu-west-1", serverless: false };
    assert_eq!(cache.sign(&shared.current(), now()).unwrap_err().code(), "signer-of-other-service");
    shared.replace(Signer::new(numbered(9), "eu-west-1", "elasticache").unwrap());
    assert!(cache.sign(&shared.current(), now()).is_ok());
}

#[test]
fn credentials_that_do_not_expire_need_no_renewal() {
    let shared = SharedSigner::new(bucket().signer(Credentials::new("AKID", "SECRET")).unwrap());
    assert_eq!(shared.renew_in(HOUR, now()), None);
}

#[test]
fn renewal_is_due_five_minutes_before_a_url_would_be_refused() {
    // Seconds that are left, seconds that a URL is valid, seconds to wait.
    let rows = [
        (6 * 3600, 3600, 5 * 3600 - 300),
        (6 * 3600, 0, 6 * 3600 - 300),
        (3600, 900, 2400),
        // It is due: every minute, and the less time is left the more often.
        (3600, 3600, 60),
        (3600, 3240, 60),
        (3600, u64::MAX, 60),
        (600, 900, 60),
        (599, 900, 59),
        (100, 900, 10),
        (19, 0, 1),
        (1, 0, 1),
        (0, 0, 1),
    ];
    for (left, longest, wait) in rows {
        let credentials = numbered(0).with_expiry(later(left));
        let shared = SharedSigner::new(bucket().signer(credentials).unwrap());
        let given = shared.renew_in(Duration::from_secs(longest), now());
        assert_eq!(given, Some(Duration::from_secs(wait)), "{left} s left, {longest} s valid");
    }
    // They have expired long ago.
    let shared = SharedSigner::new(bucket().signer(numbered(0)).unwrap());
    assert_eq!(shared.renew_in(HOUR, later(7200)), Some(Duration::from_secs(1)));
}

proptest! {
    /// Where there is time to renew, nothing is refused before it is due.
    #[test]
    fn no_url_is_refused_until_renewal_is_due(left in 360_u64..90_000, share in 0..=100_u64, at in 0..=100_u64) {
        let longest = ((left - 360) * share / 100).max(1);
        let credentials = numbered(0).with_expiry(later(left));
        let shared = SharedSigner::new(bucket().signer(credentials).unwrap().require_full_lifetime());
        let wait = shared.renew_in(Duration::from_secs(longest), now()).unwrap().as_secs();
        let when = later(wait * at / 100);
        let url = bucket().get_object("a").presign(&shared.current(), Duration::from_secs(longest), when);
        prop_assert!(url.is_ok(), "{:?}", url.unwrap_err());
    }
}
