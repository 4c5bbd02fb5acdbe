//! Answers that leave more than one cause open, and texts that no server said: neither is told as a fact.

use presign::explain::{Certainty, Comparison, Evidence, diagnose, read_answer};

use crate::fixtures::{at, now};
use crate::wording::iso;

const HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn read(paste: &str) -> Comparison {
    diagnose(&Evidence::read(paste), at("20260101T000030Z"))
}

fn told(comparison: &Comparison) -> bool {
    comparison.causes.iter().any(|cause| cause.certainty == Certainty::Told)
}

/// What SDKs log while they sign is the client's, whatever stands around it.
#[test]
fn logs_of_signing_are_not_the_servers_answer() {
    let request = format!(
        "PUT\n/b/a\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z\n\
         host:s3.example.com\nx-amz-content-sha256:{HASH}\nx-amz-date:20260101T000000Z\n\nhost;x-amz-content-sha256;x-amz-date\n{HASH}"
    );
    let to_sign = format!("AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/s3/aws4_request\n{HASH}");
    let of_query = request.replace("x-amz-date:20260101T000000Z\n", "");
    for request in [&request, &of_query] {
        for log in [
            format!(
                "2026-01-01 00:00:00,000 botocore.auth [DEBUG] Calculating signature using v4 auth.\n2026-01-01 botocore.auth [DEBUG] CanonicalRequest:\n{request}\n2026-01-01 botocore.auth [DEBUG] StringToSign:\n{to_sign}"
            ),
            format!(
                "DEBUG AWS4 Canonical Request: '\"{request}\" (software.amazon.awssdk.auth.signer.Aws4Signer)\nDEBUG AWS4 String to sign: '\"{to_sign}\""
            ),
            format!("[main] DEBUG Aws4Signer - AWS4 Canonical Request: {request}\n"),
            format!(
                "DEBUG: Request Signature:\n---[ CANONICAL STRING  ]-----------------------------\n{request}\n---[ STRING TO SIGN ]--------------------------------\n{to_sign}\n-----------------------------------------------------"
            ),
            format!("canonical request: \"{request}\"), logger=aws"),
            to_sign.clone(),
        ] {
            for after in ["", "\nfailed to connect", "\nError: socket hang up"] {
                let comparison = read(&format!("{log}{after}"));
                assert!(!told(&comparison), "{log}{after}\n{comparison}");
            }
        }
    }
}

/// The log shows the region and the host.
#[test]
fn logs_of_signing_name_a_host_of_another_region() {
    for (host, region) in [
        ("b-1.demo-us-west-1-app.abc123.c2.kafka.us-west-2.amazonaws.com", "us-west-2"),
        ("sqs.eu-central-1.amazonaws.com", "eu-central-1"),
    ] {
        for signed in ["us-west-1", region] {
            let paste = format!(
                "DEBUG Canonical Request: \"GET\n/\nAction=a&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2F{signed}%2Fsqs%2Faws4_request\nhost:{host}\n\nhost\n{HASH}\" (Signer)\nfailed"
            );
            let comparison = read(&paste);
            let is_named =
                comparison.causes.iter().any(|cause| cause.kind() == "region" && cause.sentence.contains(region));
            assert_eq!(is_named, signed != region, "{paste}\n{comparison}");
        }
    }
}

/// A part of a header that is shown as a hash may be anything.
#[test]
fn hashed_parts_of_a_header_are_not_told() {
    let hash = "(hashed with SHA-256 and encoded with Base64): '/PTJDq2hPtbEjSt1jcAWiLBjSPeCa2bsoB/tZALvcI0='.";
    for start in [
        "Invalid key=value pair (missing equal-sign) in Authorization header",
        "Not a valid key=value pair in Authorization header",
    ] {
        let message = format!("{start} {hash}");
        for answer in [
            format!("{{\"message\":\"{message}\"}}"),
            format!("{{\"__type\":\"IncompleteSignatureException\",\"message\":\"{message}\"}}"),
            format!(
                "HTTP/1.1 403 Forbidden\nx-amzn-errortype: IncompleteSignatureException\n\n{{\"message\":\"{message}\"}}"
            ),
            format!("<Error><Code>IncompleteSignature</Code><Message>{message}</Message></Error>"),
        ] {
            let comparison = read(&answer);
            assert!(!told(&comparison), "{answer}\n{comparison}");
            let sentence = &comparison.causes[0].sentence;
            assert!(
                sentence.contains("white space in the access key id") && sentence.contains("Bearer"),
                "{comparison}"
            );
            // The header itself says which of the two it is.
            for (header, words) in [
                ("Bearer abcdef0123456", "is not one of Signature Version 4"),
                ("AWS4-HMAC-SHA256 Credential= /20260101", "white space"),
            ] {
                let request = format!("GET / HTTP/1.1\nHost: h.example.com\nAuthorization: {header}\n\n{answer}");
                let comparison = read(&request);
                assert!(comparison.to_string().contains(words), "{request}\n{comparison}");
            }
        }
    }
}

/// A request that waited looks as one of a clock that is behind; nothing looks as one that is ahead.
#[test]
fn what_was_signed_long_ago_is_not_told_as_the_clock() {
    for minutes in [16, 21, 47, 90, 24 * 60, 400 * 24 * 60] {
        let seconds = now().unix_seconds();
        for (server, is_past) in [(seconds + minutes * 60, true), (seconds - minutes * 60, false)] {
            let server = presign::Timestamp::from_unix_seconds(server).unwrap();
            let times = format!("<RequestTime>{}</RequestTime><ServerTime>{}</ServerTime>", now(), iso(server));
            for error in [
                "<Code>RequestTimeTooSkewed</Code><Message>x</Message>",
                "<Code>AccessDenied</Code><Message>Request is too old</Message>",
                "<Code>Other</Code><Message>clock skew</Message>",
            ] {
                let comparison = read_answer(&format!("<Error>{error}{times}</Error>"));
                let cause = &comparison.causes[0];
                assert_eq!(cause.kind(), "clock", "{comparison}");
                assert_eq!(cause.certainty == Certainty::Likely, is_past, "{comparison}");
                let is_both =
                    cause.sentence.contains("clock is behind") && cause.sentence.contains("long before it was sent");
                assert_eq!(is_both, is_past, "{comparison}");
            }
        }
    }
}

/// Paths are compared as they are, and not as they are shown.
#[test]
fn resources_of_version_2_are_compared_as_they_arrived() {
    let words = ["acda72b7", "ZzDE3KaPiodb4asy2", "2015", "a%20b", "Invoices", "x7Y", "wJalrXUtnFEMI", "photos"];
    let answer = |resource: &str| {
        format!(
            "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you \
             provided.</Message><StringToSign>GET\n\n\n1767229200\n{resource}</StringToSign></Error>"
        )
    };
    let wrong = "but the path of the URL is";
    for bucket in ["b", "examplebucket", "bucket20"] {
        for first in words {
            for second in words {
                let path = format!("/{first}/{second}");
                let url = format!(
                    "https://{bucket}.s3.amazonaws.com{path}?AWSAccessKeyId=AKIDEXAMPLE&Expires=1767229200&Signature=a"
                );
                for resource in [format!("/{bucket}{path}"), format!("/{bucket}{}", path.replace("%20", " "))] {
                    let comparison = read(&format!("{url}\n{}", answer(&resource)));
                    assert!(!comparison.to_string().contains(wrong), "{url}\n{comparison}");
                }
                let comparison = read(&format!("{url}\n{}", answer(&format!("/{bucket}/other"))));
                assert!(comparison.to_string().contains(wrong), "{url}\n{comparison}");
            }
        }
    }
}
