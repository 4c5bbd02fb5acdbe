//! The path to serve for a target.

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Scope, SigningKey, StringToSign};

use crate::fixtures::{credentials, now};
use crate::server::assert_refused;

/// The target of a URL for this path, as a client signs it that signs every path. `presign` refuses some of them.
fn signed(service: &str, path: &str) -> String {
    signed_by(&Rules::for_service(service), service, path)
}

fn signed_by(rules: &Rules, service: &str, path: &str) -> String {
    let scope = Scope::new(now(), "us-east-1", service).unwrap();
    let query = format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F{}&X-Amz-Date=20150830T123600Z&\
         X-Amz-Expires=60&X-Amz-SignedHeaders=host",
        scope.as_str().replace('/', "%2F")
    );
    let url = format!("https://example.com{path}?{query}");
    let canonical_request = CanonicalRequest::new(&Request::get(&url).unwrap(), rules).unwrap();
    let string_to_sign = StringToSign::new(now(), &scope, &canonical_request);
    let signature = SigningKey::derive(&credentials(), &scope).sign(&string_to_sign);
    format!("{path}?{query}&X-Amz-Signature={signature}")
}

/// The path to serve for a target that is verified.
fn served(service: &str, target: &str) -> Result<String, Refusal> {
    let request = SignedRequest::parse("GET", target, [("host", "example.com")]).unwrap();
    let policy = Policy::new("us-east-1", service);
    let (verified, _) = request.verify(&credentials(), now(), &policy).expect("signed");
    verified.path().map(str::to_owned)
}

/// A proxy that guards `/admin` may read these paths differently.
#[test]
fn is_the_one_that_was_signed() {
    let target = signed("execute-api", "/b");
    for path in ["/b", "/admin/../b", "//b", "/./b", "/../b", "/a/./..//b", "/b/c/.."] {
        let target = target.replacen("/b", path, 1);
        assert_eq!(served("execute-api", &target).as_deref(), Ok("/b"), "{path}");
    }
    let target = signed("execute-api", "/b/").replacen("/b/", "/a/../b//", 1);
    assert_eq!(served("execute-api", &target).as_deref(), Ok("/b/"));
    let target = signed("execute-api", "/").replacen('/', "/admin/..", 1);
    assert_eq!(served("execute-api", &target).as_deref(), Ok("/"));
}

/// The escapes of dots and slashes are names, to the signature and hence to the server.
#[test]
fn is_decoded_once_and_after_it_is_normalised() {
    for (path, decoded) in [
        ("/a%20b/%C3%A9", "/a b/é"),
        ("/a/%2e%2e/b", "/a/../b"),
        ("/a%2F..%2Fb", "/a/../b"),
        ("/a%252Fb", "/a%2Fb"),
        ("/a+b", "/a+b"),
    ] {
        assert_eq!(served("execute-api", &signed("execute-api", path)).as_deref(), Ok(decoded), "{path}");
    }
}

#[test]
fn has_every_segment_of_a_key() {
    for path in ["/a/../b", "/a//b", "/./b", "//", "/a/"] {
        assert_eq!(served("s3", &signed("s3", path)).as_deref(), Ok(path));
    }
    assert_eq!(served("s3", &signed("s3", "/bucket/a%20b.txt")).as_deref(), Ok("/bucket/a b.txt"));
}

/// A server may sign as AWS's test suite does: the path is decoded before it is normalised.
#[test]
fn is_normalised_as_it_is_signed() {
    for (encode_path_twice, served) in [(true, "/a/../b"), (false, "/b")] {
        let mut policy = Policy::new("us-east-1", "execute-api");
        policy.rules = policy.rules.encode_path_twice(encode_path_twice);
        let target = signed_by(&policy.rules, "execute-api", "/a/%2e%2e/b");
        let request = SignedRequest::parse("GET", &target, [("host", "example.com")]).unwrap();
        let (verified, _) = request.verify(&credentials(), now(), &policy).unwrap();
        assert_eq!(verified.path(), Ok(served));
    }
}

#[test]
fn must_be_utf_8() {
    let sentence = "the path of the request is not UTF-8";
    assert_refused(served("s3", &signed("s3", "/%FF")), sentence, "InvalidURI", 400);
}

#[test]
fn is_the_same_in_a_header_signed_request() {
    for (service, served) in [("execute-api", "/b"), ("s3", "/admin/../b")] {
        let scope = Scope::new(now(), "us-east-1", service).unwrap();
        let sign = |signature: &str| {
            let authorization = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
            );
            let headers = [
                ("host", "h"),
                ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                ("x-amz-date", "20150830T123600Z"),
                ("authorization", &authorization),
            ];
            SignedRequest::parse("GET", "/admin/../b?c", headers).unwrap()
        };
        let request = sign(&"0".repeat(64));
        let text = request.string_to_sign(&request.canonical_request(&Rules::for_service(service)).unwrap());
        let request = sign(&SigningKey::derive(&credentials(), &scope).sign(&text).to_string());
        let (verified, _) = request.verify(&credentials(), now(), &Policy::new("us-east-1", service)).unwrap();
        assert_eq!(verified.path(), Ok(served));
    }
}
