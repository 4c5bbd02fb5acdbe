//! Whoever hands in more is told no less.

use std::time::Duration;

use presign::explain::{Comparison, Finding, compare, compare_url, inspect, read_answer};
use presign::{Request, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{now, signer};
use crate::wording::{MISMATCH, document, iso};

/// What people do to a URL before they ask.
const FAULTS: [fn(&str) -> String; 14] = [
    str::to_owned,
    |url| url.replace('&', "&amp;"),
    |url| format!("\"{url}\""),
    |url| url.replace("%2F", "%252F"),
    |url| url.replace("https://", "http://"),
    |url| url.replace("examplebucket", "ExampleBucket"),
    |url| url.replace("examplebucket", "example.bucket"),
    |url| format!("{url}&utm_source=mail"),
    |url| url.replace("X-Amz-Expires=", "X-Amz-Expires=9000000"),
    |url| url.replace("us-east-1%2Fs3", "eu-west-1%2Fs3"),
    |url| url.replace("/k%20k", "/undefined/%252520"),
    |url| url.replace("amazonaws.com", "amazonaws.com:443"),
    |url| url.replace("X-Amz-Signature=", "Signature="),
    |url| url.split("&X-Amz-SignedHeaders").next().unwrap_or_default().to_owned(),
];

const ANSWERS: [(&str, &str); 13] = [
    ("", ""),
    ("", "<html><h1>502 Bad Gateway</h1></html>"),
    ("SignatureDoesNotMatch", MISMATCH),
    ("AccessDenied", "Access Denied"),
    ("AccessDenied", "Request has expired"),
    ("AccessDenied", "Request is not yet valid"),
    ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    ("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week (in seconds)"),
    ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    ("NoSuchKey", "The specified key does not exist."),
    ("ExpiredToken", "The provided token has expired."),
    ("PermanentRedirect", "The bucket you are attempting to access must be addressed using another endpoint."),
    ("SomethingNew", "An answer that nobody has seen."),
];

fn told(comparison: &Comparison) -> Vec<&Finding> {
    comparison.causes.iter().chain(&comparison.findings).collect()
}

/// An answer alone says this of causes that only more input can tell.
fn is_open(kind: &'static str) -> bool {
    matches!(kind, "unknown" | "no-answer")
}

proptest! {
    #[test]
    fn no_finding_is_lost(
        faults in prop::collection::vec(0..FAULTS.len(), 0..3), answer in 0..ANSWERS.len(), later in 0..3_000_u64,
    ) {
        let request = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/k%20k").unwrap();
        let request = request.header("content-type", "text/plain");
        let explanation = signer("s3").explain(&request, Duration::from_secs(900), now()).unwrap();
        let time = Timestamp::from_unix_seconds(now().unix_seconds() + later).unwrap();
        let url = explanation.url().unwrap().as_str();
        let url = faults.iter().fold(url.to_owned(), |url, fault| FAULTS[*fault](&url));
        let (code, message) = ANSWERS[answer];
        // An empty code stands for what is no answer of the service.
        let answer = match code {
            "" => message.to_owned(),
            _ => document(code, message, &format!("<ServerTime>{}</ServerTime>", iso(time))),
        };

        let alone = read_answer(&answer);
        let with_url = compare_url(&url, &answer);
        let with_all = compare(&explanation, &answer);
        // What is seen in the URL at the time of the answer stays, whatever was answered.
        let is_dated = !code.is_empty();
        let by_time = |kind| matches!(kind, "expired" | "not-yet-valid");
        for finding in inspect(&url, time).findings.into_iter().filter(|found| is_dated || !by_time(found.kind())) {
            let kinds: Vec<_> = told(&with_url).iter().map(|told| told.kind()).collect();
            prop_assert!(kinds.contains(&finding.kind()), "{finding:?} is lost in\n{with_url}");
        }
        let own = inspect(explanation.url().unwrap().as_str(), time).findings;
        for finding in own.into_iter().filter(|found| is_dated || !by_time(found.kind())) {
            let kinds: Vec<_> = told(&with_all).iter().map(|told| told.kind()).collect();
            prop_assert!(kinds.contains(&finding.kind()), "{finding:?} is lost in\n{with_all}");
        }
        // What the answer alone tells stays.
        for cause in alone.causes.iter().filter(|cause| !is_open(cause.kind())) {
            for more in [&with_url, &with_all] {
                let kinds: Vec<_> = told(more).iter().map(|told| told.kind()).collect();
                prop_assert!(kinds.contains(&cause.kind()), "{cause:?} is lost in\n{more}");
            }
        }
    }
}
