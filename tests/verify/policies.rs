//! What a server can ask for beyond what AWS does.

use std::time::Duration;

use presign::Request;
use presign::verify::{Policy, Refusal, SignedRequest};

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::server::{HOST, Verdict as _, policy, said, target};

/// A request in both places of a signature, with these signed headers and these unsigned ones.
fn both(signed: &[(&str, &str)], unsigned: &[(&str, &str)], extra_name: Option<&str>) -> [SignedRequest; 2] {
    let url = format!("https://{HOST}/k");
    let mut request = Request::get(&url).unwrap();
    for (name, value) in signed {
        request = request.header(name, value);
    }
    let presigned = request.presign(&signer("s3"), HOUR, now()).unwrap();
    let by_headers = request.sign(&signer("s3"), now()).unwrap();
    let sent = |headers: Vec<(&str, &str)>, target: &str| {
        let headers = headers.into_iter().filter(|(name, _)| Some(*name) != extra_name);
        let headers = headers.chain(unsigned.iter().copied()).chain([("host", HOST)]);
        SignedRequest::parse("GET", target, headers).unwrap()
    };
    [sent(presigned.headers().collect(), target(presigned.as_str())), sent(by_headers.headers().collect(), "/k")]
}

#[test]
fn headers_of_ones_own_are_treated_as_those_of_aws() {
    let own = |names: &[&str]| {
        let mut policy = policy();
        policy.also_signed = names.iter().map(|name| (*name).to_owned()).collect();
        policy
    };
    let table: [(&[&str], &str, bool); 8] = [
        (&[], "x-tenant", false),
        (&["x-tenant"], "x-tenant", true),
        (&["X-Tenant"], "x-tenant", true),
        (&["x-tenant"], "X-TENANT", true),
        (&["x-tenant"], "x-tenant-id", false),
        (&["x-ten*"], "x-tenant-id", true),
        (&["X-TEN*"], "x-te", false),
        (&["a", "*"], "accept", true),
    ];
    for (names, header, is_own) in table {
        let policy = own(names);
        let lower = header.to_ascii_lowercase();
        let refused = |refusal: Refusal| if is_own { Err(refusal) } else { Ok(()) };
        for request in both(&[(header, "a")], &[], None) {
            assert!(request.verify(&credentials(), now(), &policy).is_ok(), "{names:?} {header}");
        }
        for request in both(&[], &[(header, "a")], None) {
            let verified = request.verify(&credentials(), now(), &policy).map(drop);
            // Everything that is sent, `host` aside, is to be signed if `*` is.
            assert_eq!(verified, refused(Refusal::UnsignedHeader(lower.clone())), "{names:?} {header}");
        }
        for request in both(&[(header, "")], &[], Some(lower.as_str())) {
            let verified = request.verify(&credentials(), now(), &policy).map(drop);
            assert_eq!(verified, refused(Refusal::SignedHeaderAbsent(lower.clone())), "{names:?} {header}");
        }
        for request in both(&[(header, "a,b")], &[(header, "a"), (header, "b")], Some(lower.as_str())) {
            let verified = request.verify(&credentials(), now(), &policy).map(drop);
            let repeated = format!("the request has the header {lower} more than once");
            let expected = if is_own { repeated } else { String::new() };
            assert_eq!(said(verified), expected, "{names:?} {header}");
        }
    }
}

/// A request that is signed for one method and sent with another.
fn sent_as(method: &str, signed: &str, in_url: bool, policy: &Policy) -> Result<String, Refusal> {
    let url = format!("https://{HOST}/k?versionId=1");
    let request = Request::new(signed, &url).unwrap();
    let verified = if in_url {
        let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
        SignedRequest::parse(method, target(url.as_str()), [("host", HOST)])?.verify(&credentials(), now(), policy)?
    } else {
        let signed = request.sign(&signer("s3"), now()).unwrap();
        let headers = signed.headers().chain([("host", HOST)]);
        SignedRequest::parse(method, "/k?versionId=1", headers)?.verify(&credentials(), now(), policy)?
    };
    Ok(hex::encode(verified.0.link()))
}

#[test]
fn a_head_may_use_the_url_of_a_get_and_nothing_else() {
    let strict = policy();
    let mut policy = policy();
    policy.head_for_get = true;
    for method in ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"] {
        for signed in ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"] {
            for in_url in [true, false] {
                let is_same = method == signed;
                assert_eq!(sent_as(method, signed, in_url, &strict).is_ok(), is_same);
                let is_ok = sent_as(method, signed, in_url, &policy).is_ok();
                assert_eq!(is_ok, is_same || in_url && (method, signed) == ("HEAD", "GET"), "{method} {signed}");
            }
        }
    }
    // It is the same link.
    assert_eq!(sent_as("HEAD", "GET", true, &policy), sent_as("GET", "GET", true, &policy));
    assert_ne!(sent_as("HEAD", "HEAD", true, &policy), sent_as("GET", "GET", true, &policy));
    // And all else is compared as ever.
    let url = Request::get(&format!("https://{HOST}/k")).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    let other = target(url.as_str()).replacen("/k", "/l", 1);
    let request = SignedRequest::parse("HEAD", &other, [("host", HOST)]).unwrap();
    assert_eq!(request.verify(&credentials(), now(), &policy).payload(), Err(Refusal::SignatureMismatch));
}

#[test]
fn the_age_of_a_request_and_the_clock_are_two_things() {
    let [url, by_headers] = both(&[], &[], None);
    let mut policy = policy();
    policy.max_age = Duration::from_secs(60);
    policy.clock_skew = Duration::from_secs(5);
    let good = |request: &SignedRequest, time| request.verify(&credentials(), at(time), &policy).is_ok();
    for (time, is_good) in [
        ("20150830T123554Z", false),
        ("20150830T123555Z", true),
        ("20150830T123600Z", true),
        ("20150830T123700Z", true),
        ("20150830T123701Z", false),
    ] {
        assert_eq!(good(&by_headers, time), is_good, "{time}");
        // A URL has a life of its own.
        assert_eq!(good(&url, time), is_good || time == "20150830T123701Z", "{time}");
    }
    let not_after = |request: &SignedRequest| request.verify(&credentials(), now(), &policy).unwrap().0.not_after();
    assert_eq!(not_after(&by_headers), at("20150830T123700Z"));
    assert_eq!(not_after(&url), at("20150830T133600Z"));
}
