//! A session token that is not signed.

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Scope, SigningKey, StringToSign};

use crate::fixtures::{credentials, now};
use crate::server::Verdict as _;

/// If the signature is in a header, so is the token, and only there may it be unsigned.
#[test]
fn is_not_a_parameter_of_a_header_signed_request() {
    let credentials = credentials().with_session_token("token");
    let scope = Scope::new(now(), "us-east-1", "iotdevicegateway").unwrap();
    let rules = Rules::for_service("iotdevicegateway");
    let request = Request::get("https://h/").unwrap().header("x-amz-date", "20150830T123600Z");
    let canonical_request = CanonicalRequest::new(&request, &rules).unwrap();
    let signature =
        SigningKey::derive(&credentials, &scope).sign(&StringToSign::new(now(), &scope, &canonical_request));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
    );
    let verify = |target: &str| {
        let headers = [
            ("host", "h"),
            ("x-amz-date", "20150830T123600Z"),
            ("x-amz-security-token", "token"),
            ("authorization", &authorization),
        ];
        let request = SignedRequest::parse("GET", target, headers).unwrap();
        request.verify(&credentials, now(), &Policy::new("us-east-1", "iotdevicegateway")).payload()
    };
    assert!(verify("/").is_ok());
    assert_eq!(verify("/?X-Amz-Security-Token=other"), Err(Refusal::SignatureMismatch));
}
