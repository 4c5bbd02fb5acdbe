//! The path to serve for a target.

use presign::verify::{Policy, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Scope, SigningKey, StringToSign};

use crate::fixtures::{credentials, now};

/// The target of a URL for this path, as a client signs it that signs every path. `presign` refuses some of them.
fn signed(service: &str, path: &str) -> String {
    let scope = Scope::new(now(), "us-east-1", service).unwrap();
    let query = format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F{}&X-Amz-Date=20150830T123600Z&\
         X-Amz-Expires=60&X-Amz-SignedHeaders=host",
        scope.as_str().replace('/', "%2F")
    );
    let url = format!("https://example.com{path}?{query}");
    let canonical_request = CanonicalRequest::new(&Request::get(&url).unwrap(), &Rules::for_service(service)).unwrap();
    let string_to_sign = StringToSign::new(now(), &scope, &canonical_request);
    let signature = SigningKey::derive(&credentials(), &scope).sign(&string_to_sign);
    format!("{path}?{query}&X-Amz-Signature={signature}")
}

/// The path to serve for a target that is verified.
fn served(service: &str, target: &str) -> Option<String> {
    let request = SignedRequest::parse("GET", target, [("host", "example.com")]).unwrap();
    let policy = Policy::new("us-east-1", service);
    assert!(request.verify_with_credentials(&credentials(), now(), &policy).is_ok());
    request.decoded_path(&policy.rules)
}

/// A proxy that guards `/admin` may read these paths differently.
#[test]
fn is_the_one_that_was_signed() {
    let target = signed("execute-api", "/b");
    for path in ["/b", "/admin/../b", "//b", "/./b", "/../b", "/a/./..//b", "/b/c/.."] {
        let target = target.replacen("/b", path, 1);
        assert_eq!(served("execute-api", &target).as_deref(), Some("/b"), "{path}");
    }
    let target = signed("execute-api", "/b/").replacen("/b/", "/a/../b//", 1);
    assert_eq!(served("execute-api", &target).as_deref(), Some("/b/"));
    let target = signed("execute-api", "/").replacen('/', "/admin/..", 1);
    assert_eq!(served("execute-api", &target).as_deref(), Some("/"));
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
        assert_eq!(served("execute-api", &signed("execute-api", path)).as_deref(), Some(decoded), "{path}");
    }
}

#[test]
fn has_every_segment_of_a_key() {
    for path in ["/a/../b", "/a//b", "/./b", "//", "/a/"] {
        assert_eq!(served("s3", &signed("s3", path)).as_deref(), Some(path));
    }
    assert_eq!(served("s3", &signed("s3", "/bucket/a%20b.txt")).as_deref(), Some("/bucket/a b.txt"));
}

/// A server may sign as AWS's test suite does: the path is decoded before it is normalised.
#[test]
fn is_normalised_as_it_is_signed() {
    let request = SignedRequest::parse("GET", &signed("execute-api", "/a/%2e%2e/b"), [("host", "h")]).unwrap();
    let mut rules = Rules::STANDARD;
    assert_eq!(request.decoded_path(&rules).as_deref(), Some("/a/../b"));
    rules.encode_path_twice = false;
    assert_eq!(request.decoded_path(&rules).as_deref(), Some("/b"));
}

#[test]
fn must_be_utf_8() {
    assert_eq!(served("s3", &signed("s3", "/%FF")), None);
}

#[test]
fn is_the_same_in_a_header_signed_request() {
    let authorization = "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/x/aws4_request, SignedHeaders=host, \
                         Signature=0000000000000000000000000000000000000000000000000000000000000000";
    let headers = [("host", "h"), ("x-amz-date", "20150830T123600Z"), ("authorization", authorization)];
    let request = SignedRequest::parse("GET", "/admin/../b?c", headers).unwrap();
    assert_eq!(request.decoded_path(&Rules::STANDARD).as_deref(), Some("/b"));
    assert_eq!(request.decoded_path(&Rules::S3).as_deref(), Some("/admin/../b"));
}
