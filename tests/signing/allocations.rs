//! What a URL costs in memory: one allocation, which is the URL, and none into a string that is used again.
//!
//! The allocator counts for each thread, so tests that run at the same time do not count.

use allocation_counter::measure;
use presign::{Request, Signer};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now};

/// Spaces and letters outside ASCII: twice as long when encoded.
const LONG_KEY: &str =
    "reports/год 2015/août/rapport détaillé de la région sud-est/mesures du capteur numéro 42/données";

/// A signer that has derived the day's key already.
fn warm(service: &str, token: usize) -> Signer {
    let token: String = "IQoJb3JpZ2luX2VjE/+=".chars().cycle().take(token).collect();
    let signer = Signer::new(credentials().with_session_token(token), "us-east-1", service).unwrap();
    Request::get("https://example.com/").unwrap().presign(&signer, HOUR, now()).unwrap();
    signer
}

#[track_caller]
fn assert_allocations(expected: u64, work: impl FnOnce()) {
    assert_eq!(measure(work).count_total, expected);
}

#[test]
fn an_objects_url_is_one_allocation() {
    let bucket = bucket();
    for token in [0, 400, 1200] {
        let signer = warm("s3", token);
        for key in ["example.txt", LONG_KEY] {
            assert_allocations(1, || {
                let url = bucket.put_object(key).presign(&signer, HOUR, now());
                assert!(url.is_ok());
            });
        }
    }
}

#[test]
fn a_generic_url_is_one_allocation() {
    for service in ["s3", "execute-api"] {
        let signer = warm(service, 400);
        assert_allocations(1, || {
            let request = Request::get("https://example.amazonaws.com/prod/a%20b/items.txt").unwrap();
            assert!(request.presign(&signer, HOUR, now()).is_ok());
        });
    }
}

#[test]
fn parameters_cost_nothing_when_the_request_is_signed_again() {
    let signer = warm("execute-api", 400);
    let request = Request::get("https://example.amazonaws.com/prod").unwrap();
    let request = request.query("b", "2").query("a", "1").query("X-Amz-Foo", "é");
    assert_allocations(1, || assert!(request.presign(&signer, HOUR, now()).is_ok()));
}

#[test]
fn only_headers_to_report_cost_more() {
    let signer = warm("execute-api", 0);
    let request = Request::get("https://example.amazonaws.com/prod").unwrap();
    let request = request.header("x-a", "1").header("x-b", "2").header("x-c", "3");
    // However many they are: one string of them all, and where each lies in it.
    assert_allocations(3, || assert!(request.presign(&signer, HOUR, now()).is_ok()));
}

#[test]
fn a_string_that_is_used_again_allocates_nothing() {
    let bucket = bucket();
    let signer = warm("s3", 1200);
    let mut url = String::new();
    let object = bucket.put_object(LONG_KEY);
    signer.presign_into(&mut url, object.request(), HOUR, now()).unwrap();
    let first = url.clone();
    assert_allocations(0, || {
        let object = bucket.put_object(LONG_KEY);
        url.clear();
        assert!(object.presign_into(&mut url, &signer, HOUR, now()).is_ok());
    });
    assert_eq!(url, first);

    let signer = warm("execute-api", 0);
    let request = Request::get("https://example.amazonaws.com/prod?b=2&a=1").unwrap().header("x-a", " 1  2 ");
    url.clear();
    signer.presign_into(&mut url, &request, HOUR, now()).unwrap();
    url.clear();
    assert_allocations(0, || assert!(signer.presign_into(&mut url, &request, HOUR, now()).is_ok()));
}

#[test]
fn a_canonical_request_beyond_two_kibibytes_is_one_allocation_more() {
    let bucket = bucket();
    let signer = warm("s3", 4096);
    let mut url = String::new();
    let object = bucket.put_object(LONG_KEY);
    signer.presign_into(&mut url, object.request(), HOUR, now()).unwrap();
    url.clear();
    assert_allocations(1, || assert!(signer.presign_into(&mut url, object.request(), HOUR, now()).is_ok()));
    assert_allocations(2, || assert!(object.presign(&signer, HOUR, now()).is_ok()));
}
