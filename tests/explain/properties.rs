//! Nothing that is explained panics, what this crate signs has no findings, and every change is found.

use std::time::Duration;

use presign::explain::{compare, compare_url, inspect, read_answer};
use presign::verify::{Policy, SignedRequest};
use presign::{Explanation, Rules, Timestamp};
use proptest::prelude::*;

use crate::bucket::bucket;
use crate::fixtures::{credentials, now, signer};
use crate::story::HOST;
use crate::strategies::{key, text};
use crate::wording::escape;

prop_compose! {
    fn explanation()(
        key in key(), value in text().prop_filter("a version \
                                                   id", |value| !value.is_empty()), header in "[a-z]([ \
                                                                                               -~]{0,8}[a-z])?", expires in 1..=604_800_u64,
    ) -> Explanation {
        let bucket = bucket();
        let request = bucket.put_object(&key).query("versionId", &value).header("x-amz-meta-a", &header);
        signer("s3").explain(request.request(), Duration::from_secs(expires), now()).unwrap()
    }
}

/// The answer of a server to a request with a signature that does not match; `None` if it is not refused for that.
fn answer(method: &str, target: &str, headers: &[(&str, &str)]) -> Option<String> {
    let request = SignedRequest::parse(method, target, headers.iter().copied()).ok()?;
    let verified = request.verify(&credentials(), now(), &Policy::new("us-east-1", "s3"));
    let error = verified.err().filter(|error| error.code() == "SignatureDoesNotMatch")?;
    let canonical_request = request.canonical_request(&Rules::S3).ok()?;
    let string_to_sign = request.string_to_sign(&canonical_request);
    Some(format!(
        "<Error><Code>{}</Code><StringToSign>{}</StringToSign><CanonicalRequest>{}</CanonicalRequest></Error>",
        error.code(),
        escape(string_to_sign.as_str()),
        escape(canonical_request.as_str()),
    ))
}

fn change(text: &str, place: usize, byte: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = place % bytes.len();
    bytes[place] = byte;
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn what_this_crate_signs_has_no_findings(explanation in explanation()) {
        let inspection = inspect(explanation.url().unwrap().as_str(), now());
        prop_assert_eq!(&inspection.findings, &[]);
        prop_assert_eq!(inspection.scope, Some(explanation.scope.clone()));
        prop_assert_eq!(inspection.expires_at, Some(explanation.url().unwrap().expires_at()));
        prop_assert_eq!(inspection.headers_to_send, ["x-amz-meta-a"]);
    }

    #[test]
    fn every_change_is_found(explanation in explanation(), what in 0..4_u8, place in any::<usize>(), byte in 33..=126_u8) {
        let mut target = explanation.url().unwrap().as_str()["https://".len() + HOST.len()..].to_string();
        let mut value = explanation.url().unwrap().headers().next().unwrap().1.to_string();
        let (mut method, mut host) = ("PUT", HOST.to_string());
        let length = target.len() - "&X-Amz-Signature=".len() - 64;
        match what {
            0 => method = "GET",
            1 => host = change(&host, place, byte),
            2 => value = change(&value, place, byte),
            _ => target = change(&target, place % length, byte),
        }
        if let Some(answer) = answer(method, &target, &[("host", &host), ("x-amz-meta-a", &value)]) {
            let comparison = compare(&explanation, &answer);
            prop_assert!(!comparison.differences.is_empty(), "{}", comparison);
            prop_assert_eq!(comparison.causes.len(), comparison.differences.len());
            for difference in &comparison.differences {
                prop_assert_ne!(&difference.signed, &difference.received);
            }
            let by_url = compare_url(explanation.url().unwrap().as_str(), &answer);
            let is_seen = what == 1 || what == 3;
            prop_assert_eq!(by_url.causes.last().map(presign::explain::Finding::kind) == Some("unknown"), !is_seen, "{}", by_url);
        }
    }

    #[test]
    fn no_url_panics(text in text(), explanation in explanation(), at in any::<prop::sample::Index>(), cut in 0..40_usize, seconds in 0..253_402_300_800_u64) {
        let chars: Vec<_> = explanation.url().unwrap().as_str().chars().collect();
        let start = at.index(chars.len() + 1);
        let end = (start + cut).min(chars.len());
        let spliced: String = chars[..start].iter().copied().chain(text.chars()).chain(chars[end..].iter().copied()).collect();
        for url in [text.clone(), format!("https://{text}"), spliced] {
            let inspection = inspect(&url, Timestamp::from_unix_seconds(seconds).unwrap());
            let _ = (inspection.to_string(), format!("{inspection:?}"));
            let _ = compare_url(&url, "<Error><Code>x</Code><CanonicalRequest>GET\n/\n\nhost:h\n\nhost\nx</CanonicalRequest></Error>");
        }
    }

    #[test]
    fn no_answer_panics(
        explanation in explanation(), code in "[A-Za-z]{0,4}|SignatureDoesNotMatch|AccessDenied|RequestTimeTooSkewed|AuthorizationQueryParametersError|InvalidAccessKeyId|BadDigest",
        message in prop_oneof![text(), "(the region '|expecting '|Request has expired|should be scoped to \
                                        ){1,3}.{0,5}"],
        request in prop_oneof![text(), Just("GET\n/\na=1&b\nhost:h\n\nhost\nx".to_string()), "(GET|\n|:|a){0,9}"],
        names in prop::collection::vec("CanonicalRequest|CanonicalRequestBytes|StringToSign|StringToSignBytes|Expires|ServerTime|RequestTime|Region|[A-Za-z]{1,3}", 0..5),
    ) {
        let fields: Vec<_> = names.iter().map(|name| format!("<{name}>{}</{name}>", escape(&request))).collect();
        let fields = fields.concat();
        let document = format!("<Error><Code>{code}</Code><Message>{}</Message>{fields}</Error>", escape(&message));
        for answer in [&message, &document] {
            for comparison in [compare(&explanation, answer), compare_url(explanation.url().unwrap().as_str(), answer), read_answer(answer)] {
                prop_assert!(!comparison.causes.is_empty());
                prop_assert!(!comparison.to_string().is_empty());
            }
        }
    }
}
