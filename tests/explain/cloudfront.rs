//! URLs that are signed for CloudFront: read, and judged as far as that is possible without the key.

use presign::cloudfront::{Hash, Policy, Statement};
use presign::explain::{Inspection, inspect};

use crate::fixtures::{at, now};

const URL: &str = "https://d111111abcdef8.cloudfront.net/a/b.jpg?size=large";

/// Signed at the tests' time, for an hour.
fn signed(policy: &Policy, url: &str) -> String {
    policy.finish("K2JCJMDEHXQW5F", Hash::Sha256, &[7; 256]).unwrap().url(url).unwrap()
}

fn canned() -> String {
    signed(&Policy::canned(URL, at("20150830T133600Z")).unwrap(), URL)
}

fn custom(statement: &Statement<'_>) -> String {
    signed(&Policy::custom(statement).unwrap(), URL)
}

const fn statement(expires_at: presign::Timestamp) -> Statement<'static> {
    Statement { resource: "https://d111111abcdef8.cloudfront.net/a/*", expires_at, starts_after: None, source_ip: None }
}

fn findings(url: &str) -> Vec<(&'static str, String)> {
    let findings = inspect(url, now()).findings;
    findings.iter().map(|finding| (finding.kind(), finding.sentence.clone())).collect()
}

#[test]
fn a_good_url_has_no_findings() {
    let end = at("20150830T133600Z");
    for url in
        [canned(), custom(&statement(end)), custom(&Statement { source_ip: Some("192.0.2.0/24"), ..statement(end) })]
    {
        let inspection: Inspection = inspect(&url, now());
        assert_eq!(inspection.findings, [], "{url}");
        assert_eq!(inspection.signed_with, Some("CloudFront's signed URLs"));
        assert_eq!(inspection.access_key_id.as_deref(), Some("K2JCJMDEHXQW5F"));
        assert_eq!((inspection.expires_at, inspection.seconds_left), (Some(end), Some(3600)));
        let shown = inspection.to_string();
        assert!(shown.starts_with("signed with      CloudFront's signed URLs\n"), "{shown}");
        assert!(!shown.contains("BwcHBwcH"), "the signature is shown: {shown}");
    }
}

#[test]
fn what_can_be_seen_is_found() {
    let end = at("20150830T133600Z");
    let late = Statement { starts_after: Some(at("20150830T124600Z")), ..statement(end) };
    let wrong = |from: &str, to: &str| {
        let url = canned();
        assert!(url.contains(from));
        url.replace(from, to)
    };
    let refuses = |sentence: &str| format!("CloudFront refuses the URL: {sentence}");
    let other = "the policy is for https://d111111abcdef8.cloudfront.net/a/*, which does not cover the URL";
    let unsure = "the policy is for https://d111111abcdef8.cloudfront.net/a/*, and AWS's guide does not say whether that \
                  covers the URL: a ? may be any character or begin the query, and a path with . or .. may change in transit";
    let s3 = "the URL is signed for CloudFront, and its host is that of S3, which does not read such signatures: it must be \
              the distribution's domain";
    for (url, expected) in [
        (
            custom(&late),
            vec![("not-yet-valid", "the policy is valid after 20150830T124600Z, 10 minutes ahead".to_owned())],
        ),
        (custom(&statement(end)).replace("/a/", "/b/"), vec![("path", other.to_owned())]),
        (custom(&statement(end)).replace("/a/", "/a/../"), vec![("path", unsure.to_owned())]),
        (wrong("d111111abcdef8.cloudfront.net", "examplebucket.s3.amazonaws.com"), vec![("host", s3.to_owned())]),
        (wrong("Signature=", "Signature=%2B"), vec![("malformed", refuses("Signature is not CloudFront's base64"))]),
        (wrong("SHA256", "SHA-256"), vec![("malformed", refuses("Hash-Algorithm is neither SHA1 nor SHA256"))]),
        (wrong("Expires=", "Policy=e30_&Expires="), vec![("malformed", refuses("Expires and Policy are both there"))]),
        (wrong("Expires=", "x="), vec![("malformed", refuses("Expires and Policy are missing"))]),
        (
            wrong("b.jpg", "b|.jpg"),
            vec![("malformed", refuses("the path of the URL contains '|', which must be percent-encoded"))],
        ),
        (
            wrong("Expires=1440941760", "Policy=e30_"),
            vec![(
                "malformed",
                refuses(
                    "the policy is not JSON with a Statement that has a Resource, and a Condition with DateLessThan and at \
                     most DateGreaterThan and IpAddress besides",
                ),
            )],
        ),
    ] {
        assert_eq!(findings(&url), expected, "{url}");
    }
    let signature = canned();
    let signature = signature.split("Signature=").nth(1).unwrap().split('&').next().unwrap();
    // 64 bytes in base64.
    let url = canned().replace(signature, &format!("{}Bw__", &signature[..84]));
    let sentence = "the signature has 64 bytes, which most likely are r and s of ECDSA: CloudFront reads them in DER";
    assert_eq!(findings(&url), [("malformed", sentence.to_owned())]);
}

#[test]
fn one_that_has_expired_is_told_so() {
    let found = inspect(&canned(), at("20150830T133601Z")).findings;
    assert_eq!(found.iter().map(presign::explain::Finding::kind).collect::<Vec<_>>(), ["expired"]);
}
