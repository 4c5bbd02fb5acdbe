//! What a server refuses, and that it reads what was signed.

use std::net::IpAddr;

use presign::cloudfront::{Hash, Policy, SignedPolicy, SignedRequest, Statement};
use presign::{Error, Timestamp};
use proptest::prelude::*;

use crate::refused::refused;

const URL: &str = "https://d111111abcdef8.cloudfront.net/a?size=large";

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

fn signed(policy: &Policy) -> SignedPolicy {
    policy.finish("K2JCJMDEHXQW5F", Hash::Sha256, &[1; 256]).unwrap()
}

fn statement(resource: &str) -> Statement<'_> {
    Statement { resource, expires_at: at(2000), starts_after: None, source_ip: None }
}

/// Verifies with a key that has signed one policy.
fn verify(sent: &str, of: &Policy, now: u64, source_ip: Option<&str>) -> Result<Policy, Error> {
    let source_ip = source_ip.map(|ip| ip.parse::<IpAddr>().unwrap());
    SignedRequest::parse(sent, "")?.verify(at(now), source_ip, |hash, policy, signature| {
        (hash, policy, signature) == (Hash::Sha256, of.as_str().as_bytes(), &[1; 256][..])
    })
}

#[test]
fn a_policy_counts_in_its_time() {
    let statement = Statement { starts_after: Some(at(1000)), ..statement("*") };
    let policy = Policy::custom(&statement).unwrap();
    let sent = signed(&policy).url(URL).unwrap();
    for now in [1001, 1999] {
        assert_eq!(verify(&sent, &policy, now, None).unwrap().as_str(), policy.as_str());
    }
    for now in [0, 999, 1000] {
        refused(verify(&sent, &policy, now, None), "link-not-yet-valid", "the policy is not valid yet");
    }
    for now in [2000, 2001] {
        refused(verify(&sent, &policy, now, None), "link-expired", "the policy expired at 19700101T003320Z");
    }
}

#[test]
fn a_policy_counts_for_its_addresses() {
    let sentence = "the policy does not allow the address of the viewer, or it is not known";
    for (range, yes, no) in [
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
        ("10.1.2.3/8", "10.255.0.0", "11.1.2.3"),
        ("128.0.0.0/1", "255.255.255.255", "127.255.255.255"),
        ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
        ("192.0.2.7", "::ffff:192.0.2.7", "::192.0.2.7"),
    ] {
        let policy = Policy::custom(&Statement { source_ip: Some(range), ..statement("*") }).unwrap();
        let sent = signed(&policy).url(URL).unwrap();
        assert!(verify(&sent, &policy, 1, Some(yes)).is_ok(), "{range} {yes}");
        refused(verify(&sent, &policy, 1, Some(no)), "address-not-allowed", sentence);
        refused(verify(&sent, &policy, 1, None), "address-not-allowed", sentence);
    }
}

#[test]
fn a_policy_counts_for_its_urls() {
    let sentence = "the policy does not allow the URL, or not for certain";
    let policy = Policy::custom(&statement("https://d.net/training/*")).unwrap();
    let sent = signed(&policy).url("https://d.net/training/a").unwrap();
    assert!(verify(&sent, &policy, 1, None).is_ok());
    for path in ["secret/a", "training/../secret/a", "training/%2E%2e/secret", "training"] {
        let other = sent.replace("training/a", path);
        refused(verify(&other, &policy, 1, None), "url-not-allowed", sentence);
    }
    let policy = Policy::custom(&statement("https://d.net/a?.zip")).unwrap();
    let sent = signed(&policy).url("https://d.net/a1.zip").unwrap();
    refused(verify(&sent, &policy, 1, None), "url-not-allowed", sentence);
}

#[test]
fn a_canned_policy_is_written_again_from_the_url() {
    let policy = Policy::canned(URL, at(2000)).unwrap();
    let sent = signed(&policy).url(URL).unwrap();
    assert!(verify(&sent, &policy, 1999, None).is_ok());
    let sentence = "the signature is not one of this policy by this hash and key";
    for (from, to) in [
        ("https:", "http:"),
        ("/a?", "/b?"),
        ("size=large", "size=small"),
        ("size=large", "size=large&x"),
        ("size=large&", ""),
        ("Expires=2000", "Expires=3000"),
        ("&Hash-Algorithm=SHA256", ""),
        ("SHA256", "SHA1"),
        ("Signature=A", "Signature=B"),
    ] {
        assert!(sent.contains(from));
        refused(verify(&sent.replace(from, to), &policy, 1, None), "signature-mismatch", sentence);
    }
}

/// Each of them could be read in two ways, or in none.
#[test]
fn values_are_there_once_and_in_one_spelling() {
    let canned = signed(&Policy::canned(URL, at(2000)).unwrap()).url(URL).unwrap();
    let repeated = "a value of the signature is repeated, or its name is encoded";
    let expires = "Expires is not a number of seconds since 1970";
    for (from, to, sentence) in [
        ("&Key-Pair-Id=K2JCJMDEHXQW5F", "", "Key-Pair-Id is missing"),
        ("Signature=", "signature=", "Signature is missing"),
        ("Expires=2000&", "", "Expires and Policy are missing"),
        ("Expires=2000", "Expires=2000&Policy=AAAA", "Expires and Policy are both there"),
        ("Expires=2000", "Expires=2000&Expires=2000", repeated),
        ("Expires=2000", "Expires=2000&%45xpires=3000", repeated),
        ("Expires=", "%45xpires=", repeated),
        ("Expires=2000", "Expires=02000", expires),
        ("Expires=2000", "Expires=+2000", expires),
        ("Expires=2000", "Expires=", expires),
        ("Expires=2000", "Expires=99999999999999999999", expires),
        ("SHA256", "sha256", "Hash-Algorithm is neither SHA1 nor SHA256"),
        ("SHA256", "SHA512", "Hash-Algorithm is neither SHA1 nor SHA256"),
        ("Signature=A", "Signature=+", "Signature is not CloudFront's base64"),
        ("Signature=A", "Signature=%41", "Signature is not CloudFront's base64"),
        ("Signature=A", "Signature=/", "Signature is not CloudFront's base64"),
        ("AQ__&Key", "AR__&Key", "Signature is not CloudFront's base64"),
        ("AQ__&Key", "AQ&Key", "Signature is not CloudFront's base64"),
    ] {
        assert!(canned.contains(from), "{from}");
        refused(SignedRequest::parse(&canned.replace(from, to), ""), "signature-malformed", sentence);
    }
    let missing = "neither the URL nor the cookies have a signature of CloudFront";
    for cookies in ["", "theme=dark", "cloudfront-policy=a", ";;=;", "CloudFront-=1"] {
        refused(SignedRequest::parse(URL, cookies), "signature-missing", missing);
    }
    let cookies = "CloudFront-Expires=2000; CloudFront-Expires=2000";
    refused(SignedRequest::parse(URL, cookies), "signature-malformed", repeated);
}

#[test]
fn a_policy_that_was_received_is_read_in_one_way() {
    use base64ct::{Base64, Encoding};
    let shape = "the policy is not JSON with a Statement that has a Resource, and a Condition with DateLessThan and at \
                 most DateGreaterThan and IpAddress besides";
    let base64 = "the policy is not CloudFront's base64";
    let resource = "the resource of the policy is not one that URLs can have";
    let of_resource = |resource: &str| {
        let policy = r#"{"Statement":[{"Resource":RESOURCE,"Condition":{"DateLessThan":{"AWS:EpochTime":1}}}]}"#;
        let text = policy.replace("RESOURCE", &format!("{resource:?}"));
        Base64::encode_string(text.as_bytes()).replace('+', "-").replace('=', "_").replace('/', "~")
    };
    for (policy, sentence) in [
        (String::new(), shape),
        ("A".into(), base64),
        ("e30=".into(), base64),
        ("e30_".into(), shape),
        ("_w__".into(), base64),
        ("~~__".into(), base64),
        ("gA__".into(), "the policy is not UTF-8"),
        (of_resource("d.net"), resource),
        (of_resource("https://d.net/\"a"), resource),
    ] {
        let sent = format!("{URL}&Policy={policy}&Signature=AAAA&Key-Pair-Id=K1");
        refused(SignedRequest::parse(&sent, ""), "policy-malformed", sentence);
    }
    let sent = format!("{URL}&Policy={}&Signature=AAAA&Key-Pair-Id=K1", of_resource("*"));
    assert!(SignedRequest::parse(&sent, "").is_ok());
}

proptest! {
    /// What is sent is read back as what was signed, in a URL and in cookies, in any order of the parameters.
    #[test]
    fn what_is_sent_is_what_was_signed(
        host in "[a-z0-9.-]{1,9}(:8[0-9]{3})?",
        path in "([a-z0-9/+'()~!*.-]|%[0-9A-F]{2}){0,20}",
        query in proptest::option::of("([a-z0-9/+?=&()~!*.-]|%[0-9A-F]{2}){1,20}"),
        expires in 1..=u64::from(u32::MAX),
        is_custom: bool,
        signature in proptest::collection::vec(any::<u8>(), 128..=256),
        turn in 0..8_usize,
    ) {
        let url = format!("https://{host}/{path}{}", query.map(|query| format!("?{query}")).unwrap_or_default());
        let policy = if is_custom { Policy::custom(&Statement { expires_at: at(expires), ..statement("*") }) } else { Policy::canned(&url, at(expires)) };
        let policy = policy.unwrap();
        let signed = policy.finish("K1", Hash::Sha1, &signature).unwrap();
        let Ok(sent) = signed.url(&url) else { return Ok(()) };
        let (base, query) = sent.split_once('?').unwrap();
        let mut parameters: Vec<_> = query.split('&').collect();
        // Those of the signature keep their places among themselves; the others keep theirs.
        let end = parameters.len();
        parameters[end - 3..].rotate_left(turn % 3);
        let in_front = turn.min(end - 3);
        parameters[in_front..].rotate_right(3);
        let turned = format!("{base}?{}", parameters.join("&"));
        let cookies = signed.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        for (url, cookies) in [(&sent, ""), (&turned, ""), (&url, &cookies)] {
            let request = SignedRequest::parse(url, cookies).unwrap();
            let read = request.verify(at(expires - 1), None, |hash, read, by| {
                (hash, read, by) == (Hash::Sha1, policy.as_str().as_bytes(), &signature[..])
            });
            let may_go_up = is_custom && policy.covers(&url.replace(&sent, "")).is_none();
            match read {
                Ok(read) => prop_assert_eq!(read.as_str(), policy.as_str()),
                Err(error) => prop_assert!(may_go_up || error.code() == "url-not-allowed", "{}", error),
            }
        }
    }

    #[test]
    fn anything_is_read_without_panic(url in ".{0,60}", cookies in "(CloudFront-)?(Policy|Expires)=.{0,40}; .{0,20}") {
        let _ = SignedRequest::parse(&url, &cookies);
        let _ = SignedRequest::parse(&format!("https://d.net/{url}"), &cookies);
        let _ = Policy::from_json(&url);
    }
}
