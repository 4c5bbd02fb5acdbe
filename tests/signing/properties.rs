//! What holds for every input.

use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Request, Rules, Signature, Signer, SigningKey, StringToSign, Timestamp};
use proptest::prelude::*;
use url::Url;

use crate::bucket::bucket;
use crate::fixtures::{credentials, now, signer};
use crate::strategies::{key, text};

const DAY: u64 = 86_400;

fn is_added(name: &str) -> bool {
    let names = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Security-Token", "Signature"];
    name.strip_prefix("X-Amz-").is_some_and(|name| names.contains(&name))
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![text(), "X-Amz-[A-Z]?[a-z-]{0,3}"];
    let name = name.prop_filter("a name that signing does not add", |name| !name.is_empty() && !is_added(name));
    prop::collection::vec((name, text()), 0..8)
}

/// The same without a header of S3 that is repeated in the query, which is refused.
fn pairs_for_s3() -> impl Strategy<Value = Vec<(String, String)>> {
    pairs().prop_filter("a header of S3 once", |pairs| {
        let names: Vec<_> = pairs.iter().map(|(name, _)| name).filter(|name| name.starts_with("X-Amz-")).collect();
        names.iter().collect::<std::collections::BTreeSet<_>>().len() == names.len()
    })
}

/// Tabs only at the ends of a value: elsewhere they are refused.
fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("x-[a-z]{1,3}", "[ \t]{0,2}[ -~é]{0,20}[ \t]{0,2}"), 0..4)
}

fn request(pairs: &[(String, String)], headers: &[(String, String)]) -> Request<'static> {
    let mut request = Request::get("https://example.amazonaws.com/prod/items").unwrap();
    for (name, value) in pairs {
        request = request.query(name, value);
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request
}

/// The decoded pairs of a query, read by the crate `url`.
fn decoded(query: &str) -> Vec<(String, String)> {
    let pair = |parameter: &str| {
        // `form_urlencoded` reads `+` as a space, and a presigned URL never has one.
        url::form_urlencoded::parse(parameter.as_bytes()).into_owned().next().unwrap()
    };
    query.split('&').filter(|parameter| !parameter.is_empty()).map(pair).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_panics(
        method in text(), url in text(), name in text(), value in text(), id in text(), secret in text(), token in text(),
        region in text(), service in text(), seconds in any::<u64>(), nanos in 0..1_000_000_000_u32, at in any::<u64>(),
    ) {
        let _ = Timestamp::parse(&value);
        let _ = Signature::parse(&value);
        let now = Timestamp::from_unix_seconds(at).unwrap_or(now());
        let _ = Bucket::new(&name, &region).and_then(|bucket| bucket.endpoint(&url)?.virtual_hosted_style());
        let Ok(signer) = Signer::new(Credentials::new(id, secret).with_session_token(token), &region, &service) else {
            return Ok(());
        };
        for url in [url.clone(), format!("https://{url}"), format!("https://h/{url}")] {
            if let Ok(request) = Request::new(&method, &url).or_else(|_| Request::get(&url)) {
                let request = request.query(&name, &value).header(&name, &value).payload_hash(&value);
                let _ = signer.explain(&request, Duration::new(seconds, nanos), now);
            }
        }
    }

    #[test]
    fn a_url_is_signed_or_refused_and_arrives_as_it_was_signed(host in "[a-z.0-9A-Z-]{1,12}(:[0-9]{1,5})?", rest in text()) {
        let url = format!("https://{host}/{rest}");
        if let Ok(request) = Request::get(&url) {
            let presigned = request.presign(&signer("service"), Duration::from_secs(60), now());
            if let Ok(presigned) = presigned {
                // Dot segments are the one thing that a `Url` may change, and then it says so.
                match presigned.to_url() {
                    Ok(url) => prop_assert_eq!(url.as_str(), presigned.as_str()),
                    Err(error) => {
                        prop_assert_eq!(error.code(), "url-crate-rewrites");
                        let path = presigned.as_str().split('?').next().unwrap().to_lowercase().replace("%2e", ".");
                        let dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
                        // The `xn--` names of IDNA have a grammar of their own.
                        prop_assert!(dots || host.to_lowercase().contains("xn--"), "{}", presigned);
                    }
                }
            }
        }
    }

    #[test]
    fn an_objects_url_passes_through_a_url_parser_unchanged(
        key in key(), pairs in pairs_for_s3(), path_style in any::<bool>(),
    ) {
        let bucket = if path_style { bucket().path_style().unwrap() } else { bucket() };
        let mut object = bucket.get_object(&key);
        for (name, value) in &pairs {
            object = object.query(name, value);
        }
        let presigned = object.presign(&signer("s3"), Duration::from_secs(60), now()).unwrap();
        let url = Url::parse(presigned.as_str()).unwrap();
        prop_assert_eq!(url.as_str(), presigned.as_str());
        // It also names the object that was asked for.
        let path = url.path().strip_prefix(if path_style { "/examplebucket/" } else { "/" }).unwrap();
        let unescaped = format!("k={}", path.replace('&', "%26"));
        prop_assert_eq!(&decoded(&unescaped)[0].1, &key);
    }

    #[test]
    fn the_canonical_query_is_sorted_and_says_what_was_given(pairs in pairs()) {
        let explanation = signer("service").explain(&request(&pairs, &[]), Duration::from_secs(60), now()).unwrap();
        let query = explanation.canonical_request.as_str().lines().nth(2).unwrap();
        let split: Vec<_> = query.split('&').map(|parameter| parameter.split_once('=').unwrap()).collect();
        prop_assert!(split.is_sorted(), "{}", query);
        let mut given = pairs.clone();
        let mut signed: Vec<_> =
            decoded(query).into_iter().filter(|(name, _)| !is_added(name)).collect();
        // In the URL the caller's order is kept.
        let sent = explanation.url().unwrap().as_str().split_once('?').unwrap().1;
        let sent: Vec<_> = decoded(sent).into_iter().filter(|(name, _)| !is_added(name)).collect();
        prop_assert_eq!(&sent, &given);
        given.sort();
        signed.sort();
        prop_assert_eq!(signed, given);
    }

    #[test]
    fn a_session_token_of_any_name_is_signed_in_its_place(name in "[A-Za-z-]{1,24}|X-Amz-[A-Za-z]{1,3}", pairs in pairs()) {
        let rules = Rules::STANDARD.session_token_parameter(name.clone().leak());
        let credentials = credentials().with_session_token("token");
        let signer = Signer::new(credentials, "us-east-1", "service").unwrap().with_rules(rules);
        let explanation = signer.explain(&request(&pairs, &[]), Duration::from_secs(60), now()).unwrap();
        let query = explanation.canonical_request.as_str().lines().nth(2).unwrap();
        let split: Vec<_> = query.split('&').map(|parameter| parameter.split_once('=').unwrap()).collect();
        prop_assert!(split.is_sorted_by_key(|(name, _)| name), "{}", query);
        prop_assert_eq!(split.iter().filter(|pair| **pair == (name.as_str(), "token")).count(), 1, "{}", query);
        prop_assert_eq!(split.len(), pairs.len() + 6);
    }

    #[test]
    fn signing_is_deterministic_and_every_way_to_it_agrees(pairs in pairs(), headers in headers(), at in 0..DAY) {
        let now = Timestamp::from_unix_seconds(1_440_892_800 + at).unwrap();
        let (request, expires_in) = (request(&pairs, &headers), Duration::from_secs(1 + at));
        let signer = signer("service");
        let explanation = signer.explain(&request, expires_in, now).unwrap();
        let url = explanation.url().unwrap().as_str();
        let presigned = request.presign(&signer, expires_in, now).unwrap();
        prop_assert_eq!(presigned.as_str(), url);
        let mut text = String::from("https://before.example/?a=b\n");
        signer.presign_into(&mut text, &request, expires_in, now).unwrap();
        prop_assert_eq!(text.strip_prefix("https://before.example/?a=b\n"), Some(url));
        // The plain values, one after the other.
        let key = SigningKey::derive(&credentials(), &explanation.scope);
        let string_to_sign = StringToSign::new(now, &explanation.scope, &explanation.canonical_request);
        prop_assert_eq!(&string_to_sign, &explanation.string_to_sign);
        let ending = format!("&X-Amz-Signature={}", key.sign(&string_to_sign));
        prop_assert!(url.ends_with(&ending));
        prop_assert!(key.verify(&string_to_sign, &Signature::parse(&ending[17..]).unwrap()));
    }

    #[test]
    fn any_one_changed_input_changes_the_signature(key in key(), other in key(), value in "[a-z]{1,8}", at in 1..DAY) {
        prop_assume!(key != other);
        let sign = |method: &str, key: &str, value: &str, seconds: u64, at: u64, region: &str, secret: &str, token: &str| {
            let credentials = Credentials::new("AKIDEXAMPLE", secret).with_session_token(token);
            let signer = Signer::new(credentials, region, "s3").unwrap();
            let bucket = Bucket::new("examplebucket", region).unwrap();
            let object = bucket.request(method, key).query("versionId", value).header("x-amz-acl", value);
            let now = Timestamp::from_unix_seconds(1_440_892_800 + at).unwrap();
            let explanation = signer.explain(object.request(), Duration::from_secs(seconds), now).unwrap();
            explanation.signature.to_string()
        };
        let longer = format!("{value}x");
        let signatures = [
            sign("PUT", &key, &value, 60, at, "us-east-1", "s", ""),
            sign("GET", &key, &value, 60, at, "us-east-1", "s", ""),
            sign("PUT", &other, &value, 60, at, "us-east-1", "s", ""),
            sign("PUT", &key, &longer, 60, at, "us-east-1", "s", ""),
            sign("PUT", &key, &value, 61, at, "us-east-1", "s", ""),
            sign("PUT", &key, &value, 60, at - 1, "us-east-1", "s", ""),
            sign("PUT", &key, &value, 60, at, "us-east-2", "s", ""),
            sign("PUT", &key, &value, 60, at, "us-east-1", "t", ""),
            sign("PUT", &key, &value, 60, at, "us-east-1", "s", "t"),
        ];
        for (i, signature) in signatures.iter().enumerate() {
            prop_assert!(!signatures[..i].contains(signature), "{} repeats", i);
        }
    }
}

#[test]
fn every_day_from_1970_to_9999_is_written_as_the_calendar_has_it() {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut seconds = 0;
    for year in 1970..=9999 {
        let february = if leap(year) { 29 } else { 28 };
        for (month, days) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            for day in 1..=days {
                let timestamp = Timestamp::from_unix_seconds(seconds).unwrap();
                assert_eq!(timestamp.to_string(), format!("{year:04}{month:02}{day:02}T000000Z"));
                seconds += DAY;
            }
        }
    }
}

#[test]
fn every_second_of_a_day_is_written_and_read_back() {
    for second in 0..DAY {
        let timestamp = Timestamp::from_unix_seconds(1_440_892_800 + second).unwrap();
        let (hour, minute) = (second / 3600, second / 60 % 60);
        assert_eq!(timestamp.to_string(), format!("20150830T{hour:02}{minute:02}{:02}Z", second % 60));
        assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
    }
}
