//! What is refused before it is signed, and what is sent.

use presign::cloudfront::{Hash, Policy, SignedPolicy, Statement};
use presign::{Error, Timestamp};
use proptest::prelude::*;

use crate::refused::refused;

const URL: &str = "https://d111111abcdef8.cloudfront.net/a";

fn end() -> Timestamp {
    Timestamp::from_unix_seconds(1_767_290_400).unwrap()
}

fn statement(resource: &str) -> Statement<'_> {
    Statement { resource, expires_at: end(), starts_after: None, source_ip: None }
}

fn signed(policy: &Policy) -> SignedPolicy {
    policy.finish("K2JCJMDEHXQW5F", Hash::Sha256, &[1; 256]).unwrap()
}

/// URLs that a client would send in a different spelling, so that the signature would be that of another URL.
#[test]
fn a_url_that_clients_change_is_refused() {
    let scheme = "the URL does not begin with https:// or http://";
    let path = "the URL has no path: clients would add a / after the host";
    let host = "the host is not a DNS name in lower case or an IP address";
    let port = "the port is not a number from 1 to 65535";
    let default = "the host has the default port of the scheme, which clients leave out";
    let fragment = "the URL has a fragment: a # that belongs to the path or the query is written %23";
    let empty = "the URL ends with ?: write it without an empty query";
    for (url, sentence) in [
        ("", scheme),
        ("d.net/a", scheme),
        ("HTTPS://d.net/a", scheme),
        ("wss://d.net/a", scheme),
        ("*://d.net/a", scheme),
        ("https://d.net", path),
        ("https://d.net?a=/b", path),
        ("https://d.net/a#b", fragment),
        ("https://d.net#/", fragment),
        ("https://D.net/a", host),
        ("https:///a", host),
        ("https://d .net/a", host),
        ("https://d*.net/a", host),
        ("https://dé.net/a", host),
        ("https://[::g]/a", host),
        ("https://me@d.net/a", "the URL has user information before its host"),
        ("https://d.net:443/a", default),
        ("http://d.net:80/a", default),
        ("https://d.net:/a", port),
        ("https://d.net:0443/a", port),
        ("https://d.net:+1/a", port),
        ("https://d.net:65536/a", port),
        ("https://d.net/a?", empty),
    ] {
        refused(Policy::canned(url, end()), "invalid-url", sentence);
        refused(signed(&Policy::custom(&statement("*")).unwrap()).url(url), "invalid-url", sentence);
    }
    for (part, characters) in [("path", "\u{0}\t\n \"<>\\^`{|}é\u{7f}"), ("query", "\u{0}\t\n \"<>\\^`{|}é\u{7f}'")] {
        for character in characters.chars() {
            let url = format!("https://d.net/{}{character}", if part == "path" { "" } else { "?" });
            let sentence = format!("the {part} of the URL contains {character:?}, which must be percent-encoded");
            refused(Policy::canned(&url, end()), "not-encoded", &sentence);
        }
    }
    for (url, part) in [("https://d.net/%", "path"), ("https://d.net/%4", "path"), ("https://d.net/?a=%zz", "query")] {
        let sentence = format!("the {part} of the URL contains a % that two hexadecimal digits do not follow");
        refused(Policy::canned(url, end()), "malformed-percent", &sentence);
    }
}

#[test]
fn a_url_that_clients_leave_alone_is_signed() {
    for url in [
        "http://localhost:8080/a",
        "https://[::1]:8443/",
        "https://192.0.2.1/a_b",
        "https://d.net/a+b'(c)!$,;:@=&~*.txt?q=a+b&c=/?:@!$()*,;[]",
        "https://d.net/%7e%41?expires=1&policy=2&signature",
        "https://d.net/a?b&&c",
    ] {
        let policy = Policy::canned(url, end()).unwrap();
        let separator = if url.contains('?') { '&' } else { '?' };
        let sent = signed(&policy).url(url).unwrap();
        assert!(sent.starts_with(&format!("{url}{separator}Expires=1767290400&Signature=AQEB")), "{sent}");
    }
}

#[test]
fn a_url_that_is_signed_already_is_refused() {
    for name in ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"] {
        let sentence = format!("the query already has the parameter {name}, which signing adds");
        let encoded = format!("%{:X}{}", name.as_bytes()[0], &name[1..]);
        for query in [format!("{name}=1"), format!("a=b&{name}"), format!("{encoded}=1")] {
            let url = format!("{URL}?{query}");
            refused(Policy::canned(&url, end()), "reserved-parameter", &sentence);
            refused(signed(&Policy::custom(&statement("*")).unwrap()).url(&url), "reserved-parameter", &sentence);
        }
    }
}

#[test]
fn a_resource_is_one_that_urls_can_have() {
    let start = "the resource does not begin with https://, http:// or *";
    let never = "the resource has a character that stands in no URL unless it is percent-encoded";
    for (resource, sentence) in [
        ("", start),
        ("d.net/*", start),
        ("ftp://d.net/*", start),
        ("HTTPS://d.net/*", start),
        ("http*://d.net/*", start),
        ("?ttps://d.net/*", start),
        ("https://d.net/*#a", "the resource has a fragment, which clients do not send"),
        ("https://d.net/a\\?b", never),
        ("https://d.net/a\"b", never),
        ("https://d.net/a b", never),
        ("https://d.net/a\nb", never),
        ("https://d.net/{a}", never),
    ] {
        refused(Policy::custom(&statement(resource)), "invalid-resource", sentence);
        let json = Policy::custom(&statement("*")).unwrap().as_str().replace("\"*\"", &format!("{resource:?}"));
        refused(Policy::from_json(&json), "invalid-resource", sentence);
    }
}

#[test]
fn an_address_is_one_of_ipv4() {
    let sentence =
        "the source address is not an IPv4 address such as 192.0.2.10 or a range of them such as 192.0.2.0/24";
    for address in [
        "",
        "/24",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.010",
        "::1",
        "2001:db8::/32",
        "192.0.2.0/",
        "192.0.2.0/33",
        "192.0.2.0/024",
        "192.0.2.0/+8",
        "192.0.2.0/-1",
        "192.0.2.0/24 ",
        "192.0.2.0/24/24",
        "any",
        "192.0.2.0/99999999999999999999",
    ] {
        let statement = Statement { source_ip: Some(address), ..statement("*") };
        refused(Policy::custom(&statement), "invalid-source-ip", sentence);
    }
    for (address, written) in
        [("192.0.2.10", "192.0.2.10/32"), ("0.0.0.0/0", "0.0.0.0/0"), ("10.1.2.3/8", "10.1.2.3/8")]
    {
        let policy = Policy::custom(&Statement { source_ip: Some(address), ..statement("*") }).unwrap();
        assert!(policy.as_str().ends_with(&format!(r#","IpAddress":{{"AWS:SourceIp":"{written}"}}}}}}]}}"#)));
    }
}

#[test]
fn a_policy_is_valid_at_some_time() {
    let sentence = "the policy is never valid: there is no second after it starts and before it expires";
    let starting = |seconds: u64| {
        let starts_after = Some(Timestamp::from_unix_seconds(seconds).unwrap());
        Policy::custom(&Statement { starts_after, ..statement("*") })
    };
    for seconds in [1_767_290_399, 1_767_290_400, 1_767_290_401] {
        refused(starting(seconds), "never-valid", sentence);
    }
    assert!(starting(1_767_290_398).is_ok());
}

/// JSON of one's own: sent as it stands, and read in one way only.
#[test]
fn json_is_a_policy_or_refused() {
    let plain = Policy::custom(&statement("*")).unwrap();
    let shape = "the policy is not JSON with a Statement that has a Resource, and a Condition with DateLessThan and at \
                 most DateGreaterThan and IpAddress besides";
    let one = "the policy does not have one statement, which is the number that CloudFront reads";
    let address = "AWS:SourceIp in the policy is not an IPv4 address or a range of them";
    let time = r#""Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}"#;
    let less = r#""DateLessThan":{"AWS:EpochTime":1}"#;
    for (json, sentence) in [
        (String::new(), shape),
        ("{}".into(), shape),
        (r#"{"Statement":[]}"#.into(), one),
        (format!(r#"{{"Statement":[{{"Resource":"*",{time}}},{{"Resource":"*",{time}}}]}}"#), one),
        (format!(r#"{{"Statement":{{"Resource":"*",{time}}}}}"#), shape),
        (format!(r#"{{"Statement":[{{{time}}}]}}"#), shape),
        (r#"{"Statement":[{"Resource":"*"}]}"#.into(), shape),
        (format!(r#"{{"Statement":[{{"Resource":"*","Resource":"*",{time}}}]}}"#), shape),
        (format!(r#"{{"Statement":[{{"Resource":"*","Effect":"Allow",{time}}}]}}"#), shape),
        (format!(r#"{{"Statement":[{{"Resource":["*"],{time}}}]}}"#), shape),
        (plain.as_str().replace("1767290400", "\"1767290400\""), shape),
        (plain.as_str().replace("1767290400", "1767290400.5"), shape),
        (plain.as_str().replace("1767290400", "-1"), shape),
        (plain.as_str().replace("1767290400", "1e9"), shape),
        (format!("{}x", plain.as_str()), shape),
        (format!(r#"{{"Statement":[{{"Resource":"*","Condition":{{{less},{less}}}}}]}}"#), shape),
        (
            format!(
                r#"{{"Statement":[{{"Resource":"*","Condition":{{{less},"IpAddress":{{"AWS:SourceIp":"::1"}}}}}}]}}"#
            ),
            address,
        ),
    ] {
        refused(Policy::from_json(&json), "invalid-policy", sentence);
    }
    let spaced = plain.as_str().replace('{', "{ ") + "\n";
    let policy = Policy::from_json(&spaced).unwrap();
    assert_eq!(policy.as_str(), spaced);
    // As much as CloudFront accepts, which is more than a Timestamp.
    let long = plain.as_str().replace("1767290400", "9223372036854775807");
    assert_eq!(Policy::from_json(&long).unwrap().expires_at().to_rfc3339(), "9999-12-31T23:59:59Z");
}

#[test]
fn a_policy_is_sent_with_urls_that_it_covers() {
    let sentence = "the policy does not cover the URL: CloudFront would refuse it";
    let canned = signed(&Policy::canned(URL, end()).unwrap());
    for url in ["https://d111111abcdef8.cloudfront.net/b", "http://d111111abcdef8.cloudfront.net/a"] {
        refused(canned.url(url), "url-not-covered", sentence);
    }
    let custom = signed(&Policy::custom(&statement("https://*.cloudfront.net/a/*")).unwrap());
    refused(custom.url(URL), "url-not-covered", sentence);
    // Where the guide does not say, the signer decides.
    let unsure = signed(&Policy::custom(&statement("https://d.net/example_202?.zip")).unwrap());
    assert!(
        unsure.url("https://d.net/example_2024.zip").unwrap().starts_with("https://d.net/example_2024.zip?Policy=")
    );
}

#[test]
fn the_id_of_the_key_and_the_signature_are_checked() {
    let policy = Policy::canned(URL, end()).unwrap();
    let id = "the key pair id is not the id of a public key in CloudFront, such as K2JCJMDEHXQW5F";
    for other in ["", "K2JCJMDEHXQW5F ", "K2&Expires=1", "arn:aws:cloudfront::1:public-key/K2"] {
        refused(policy.finish(other, Hash::Sha256, &[1; 256]), "invalid-argument", id);
        // Before a device is asked.
        let asked = policy.sign_with(other, Hash::Sha256, |_| -> Result<[u8; 0], Error> { unreachable!() });
        refused(asked, "invalid-argument", id);
    }
    let neither = "the signature is not one of RSA by PKCS#1 v1.5, or one of ECDSA in DER";
    for signature in [&[][..], &[1; 64], &[0x30, 6, 2, 1, 1, 2, 1], &[0x30, 7, 2, 1, 1, 2, 1, 1, 0], &[1; 1025]] {
        refused(policy.finish("K1", Hash::Sha256, signature), "signature-form", neither);
    }
    assert!(policy.finish("K1", Hash::Sha256, &[0x30, 6, 2, 1, 1, 2, 1, 1]).is_ok());
}

#[test]
fn what_a_device_says_is_returned() {
    let policy = Policy::canned(URL, end()).unwrap();
    let failed =
        policy.sign_with("K1", Hash::Sha1, |_| Err::<[u8; 0], _>(Box::<dyn std::error::Error>::from("no token")));
    assert_eq!(failed.unwrap_err().to_string(), "no token");
    let mut seen = Vec::new();
    let signed = policy.sign_with("K1", Hash::Sha1, |bytes| {
        seen.extend_from_slice(bytes);
        Ok::<_, Error>([7; 128])
    });
    assert_eq!(seen, policy.as_str().as_bytes());
    // SHA-1 is CloudFront's default, and is not named.
    assert!(signed.unwrap().cookies().iter().map(|(name, _)| name.as_str()).eq([
        "CloudFront-Expires",
        "CloudFront-Signature",
        "CloudFront-Key-Pair-Id",
    ]));
    assert_eq!(Hash::default(), Hash::Sha256);
}

proptest! {
    /// What comes out has the characters of URLs and cookies only, whatever the signature.
    #[test]
    fn values_need_no_encoding(signature in proptest::collection::vec(any::<u8>(), 128..300)) {
        let policy = Policy::custom(&statement("https://d.net/*")).unwrap();
        let signed = policy.finish("K1", Hash::Sha256, &signature).unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_~".contains(c);
        prop_assert!(signed.cookies().iter().all(|(_, value)| value.chars().all(is_plain)));
    }
}
