//! Signing keys that a server keeps.

use allocation_counter::measure;
use presign::Credentials;
use presign::verify::{Keyring, Refusal, SignedRequest};

use crate::fixtures::{HOUR, at, now};
use crate::server::{HOST, Verdict as _, policy, target};

/// A link that this client has signed at this time.
fn link(credentials: &Credentials, time: &str) -> SignedRequest {
    let signer = crate::bucket::bucket().signer(credentials.clone()).unwrap();
    let url = crate::bucket::bucket().get_object("k").presign(&signer, HOUR, at(time)).unwrap();
    SignedRequest::parse("GET", target(url.as_str()), [("host", HOST)]).unwrap()
}

fn client(id: usize) -> Credentials {
    Credentials::new(format!("AKIDCLIENT{id}"), format!("secret of {id}"))
}

const NOON: &str = "20150830T120000Z";

#[test]
fn a_key_is_derived_once_and_verifies_as_credentials_do() {
    let (keyring, client) = (Keyring::new(2), client(1));
    let request = link(&client, "20150830T123600Z");
    assert_eq!(format!("{keyring:?}"), "Keyring(0 of 2)");
    for _ in 0..3 {
        let kept = request.verify((&client, &keyring), now(), &policy()).unwrap().0;
        let derived = request.verify(&client, now(), &policy()).unwrap().0;
        assert_eq!((kept.link(), kept.path()), (derived.link(), derived.path()));
        assert_eq!(format!("{keyring:?}"), "Keyring(1 of 2)");
    }
}

/// Never by the id alone: the old secret is good for nothing from the moment that the server knows the new one.
#[test]
fn a_secret_that_changed_verifies_nothing_old() {
    let keyring = Keyring::new(8);
    let (old, new) = (Credentials::new("AKIDSAME", "old"), Credentials::new("AKIDSAME", "new"));
    let (by_old, by_new) = (link(&old, NOON), link(&new, NOON));
    assert!(by_old.verify((&old, &keyring), at(NOON), &policy()).is_ok());
    for _ in 0..2 {
        let refused = by_old.verify((&new, &keyring), at(NOON), &policy()).payload();
        assert_eq!(refused, Err(Refusal::SignatureMismatch));
        assert!(by_new.verify((&new, &keyring), at(NOON), &policy()).is_ok());
        let refused = by_new.verify((&old, &keyring), at(NOON), &policy()).payload();
        assert_eq!(refused, Err(Refusal::SignatureMismatch));
    }
}

#[test]
fn what_credentials_say_is_checked_each_time() {
    let keyring = Keyring::new(8);
    let temporary = client(1).with_session_token("token").with_expiry(at("20150830T123000Z"));
    let request = link(&temporary, NOON);
    let verify =
        |credentials: &Credentials, time| request.verify((credentials, &keyring), at(time), &policy()).payload();
    assert!(verify(&temporary, NOON).is_ok());
    let expired = Refusal::CredentialsExpired(at("20150830T123000Z"));
    assert_eq!(verify(&temporary, "20150830T123000Z"), Err(expired));
    assert_eq!(verify(&client(1), NOON), Err(Refusal::SessionToken));
    let empty = Credentials::new("AKIDCLIENT1", "").with_session_token("token");
    assert!(matches!(verify(&empty, NOON), Err(Refusal::Credentials(_))));
    assert_eq!(verify(&client(2), NOON), Err(Refusal::UnknownAccessKeyId));
}

/// The parts of a place are kept apart: no two of these are one.
#[test]
fn no_client_has_the_key_of_another() {
    let keyring = Keyring::new(100);
    let all: Vec<_> = [("a", "bc"), ("ab", "c"), ("abc", "d"), ("a", "b"), ("c", "ab"), ("AWS4", "a"), ("a", "AWS4")]
        .map(|(id, secret)| Credentials::new(id, secret))
        .into();
    for _ in 0..2 {
        for signer in &all {
            let request = link(signer, NOON);
            assert!(request.verify((signer, &keyring), at(NOON), &policy()).is_ok());
            for other in all.iter().filter(|other| other.access_key_id() == signer.access_key_id()) {
                let is_same = format!("{:?}", link(other, NOON).canonical_request(&presign::Rules::S3))
                    == format!("{:?}", request.canonical_request(&presign::Rules::S3));
                let verified = request.verify((other, &keyring), at(NOON), &policy());
                assert_eq!(verified.is_ok(), std::ptr::eq(signer, other), "{is_same}");
            }
        }
    }
}

#[test]
fn the_ring_is_bounded_and_keeps_what_is_used() {
    let keyring = Keyring::new(3);
    let mut verify = |id| assert!(link(&client(id), NOON).verify((&client(id), &keyring), at(NOON), &policy()).is_ok());
    (0..3).for_each(&mut verify);
    for other in 10..40 {
        verify(0);
        verify(other);
    }
    assert_eq!(format!("{keyring:?}"), "Keyring(3 of 3)");
    // Derived anew, a key costs four HMACs; kept, it costs none.
    let (request, first) = (link(&client(0), NOON), client(0));
    let allocated = |proof: &dyn Fn()| measure(proof).count_total;
    let kept = allocated(&|| assert!(request.verify((&first, &keyring), at(NOON), &policy()).is_ok()));
    let derived = allocated(&|| assert!(request.verify((&first, &Keyring::new(1)), at(NOON), &policy()).is_ok()));
    assert!(kept < derived, "{kept} {derived}");
    let none = Keyring::new(0);
    assert!(request.verify((&first, &none), at(NOON), &policy()).is_ok());
    assert_eq!(format!("{none:?}"), "Keyring(0 of 0)");
}

/// A stranger who knows an id cannot fill the ring with days, or with anything else.
#[test]
fn what_does_not_verify_is_not_kept() {
    let keyring = Keyring::new(3);
    for id in 0..10 {
        let forged = Credentials::new(client(id).access_key_id(), "guessed");
        assert!(link(&forged, NOON).verify((&client(id), &keyring), at(NOON), &policy()).is_err());
    }
    assert_eq!(format!("{keyring:?}"), "Keyring(0 of 3)");
}

#[test]
fn threads_share_a_ring() {
    let keyring = Keyring::new(4);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let keyring = &keyring;
            scope.spawn(move || {
                for id in 0..40 {
                    let client = client((id + thread) % 6);
                    assert!(link(&client, NOON).verify((&client, keyring), at(NOON), &policy()).is_ok());
                }
            });
        }
    });
    assert_eq!(format!("{keyring:?}"), "Keyring(4 of 4)");
}
