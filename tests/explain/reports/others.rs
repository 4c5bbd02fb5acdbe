//! What is wrong with the URL besides the cause, and refusals that have other reasons.

use std::time::Duration;

use presign::explain::{compare, compare_url};
use presign::{Credentials, Signer};

use super::{HOST, causes, mismatch, request, sign, tells, url};
use crate::fixtures::now;
use crate::wording::{MISMATCH, document};

/// What else is wrong with a URL is told as well, but is not called the cause.
#[test]
fn faults_of_the_url_are_told_besides_the_cause() {
    let url = sign(&request("GET").header("user-agent", "x"), "ASIAEXAMPLE");
    let comparison = compare_url(&url, &document("NoSuchKey", "The specified key does not exist.", ""));
    let sentence = "the answer is not about the signature (NoSuchKey: The specified key does not exist.)";
    assert_eq!(causes(&comparison), [("not-the-signature", sentence)]);
    let kinds: Vec<_> = comparison.findings.iter().map(presign::explain::Finding::kind).collect();
    assert_eq!(kinds, ["token-missing", "proxy-changes", "browser-forbids"]);
    assert!(comparison.to_string().contains("\nfinding          the access key id begins with ASIA"), "{comparison}");

    // Where the answer tells nothing, they are all that there is.
    let comparison = compare_url(&url, &document("SignatureDoesNotMatch", MISMATCH, ""));
    let kinds: Vec<_> = comparison.causes.iter().map(presign::explain::Finding::kind).collect();
    assert_eq!(kinds, ["token-missing", "proxy-changes", "browser-forbids", "unknown"]);

    // The time is the server's.
    let expired = document("NoSuchKey", "x", "<ServerTime>2015-08-30T12:51:01Z</ServerTime>");
    assert_eq!(compare_url(&self::url(), &expired).findings[0].kind(), "expired");
    assert_eq!(compare_url(&self::url(), &document("NoSuchKey", "x", "")).findings, []);
}

#[test]
fn other_refusals() {
    for (code, message, kind, sentence) in [
        (
            "SignatureDoesNotMatch",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. ",
            "malformed",
            "the credential does not end in aws4_request (Credential should be scoped with a valid terminator: \
             'aws4_request', not 'aws4'.)",
        ),
        (
            "MissingKey",
            "Missing Key-Pair-Id query parameter or cookie value",
            "other-scheme",
            "CloudFront wants a URL of its own: it must be signed for CloudFront, with Key-Pair-Id, and \
             not for S3 (Missing Key-Pair-Id query parameter or cookie value)",
        ),
        (
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle \
             connections will be closed.",
            "payload",
            "the body that arrived is shorter than Content-Length says: the server waited for the rest",
        ),
        (
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            "access-key",
            "the server found no valid credentials in the request (AWS was not able to validate the provided access \
             credentials)",
        ),
        (
            "InvalidArgument",
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
            "malformed",
            "the server refuses a part of the signature (X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and \
             AWS4-ECDSA-P256-SHA256\")",
        ),
    ] {
        tells(None, &document(code, message, ""), kind, sentence);
    }
    let sentence = "the answer is not about the signature (Internal server error)";
    tells(None, "{\"message\":\"Internal server error\"}", "not-the-signature", sentence);
    let answer = mismatch(&url(), HOST).replace("PUT\n", "OPTIONS\n");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "secret"), "us-east-1", "s3").unwrap();
    let explanation = signer.explain(&request("PUT"), Duration::from_secs(900), now()).unwrap();
    let sentence = "the request is a browser's preflight (OPTIONS), which is never signed: the CORS rules of the \
                    bucket do not allow the origin, the method or a header";
    assert_eq!(causes(&compare(&explanation, &answer)), [("cors", sentence)]);
}
