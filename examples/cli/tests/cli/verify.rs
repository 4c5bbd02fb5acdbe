//! Whether a request would be accepted.

use serde_json::{Value, json};

use crate::program::{ACCESS_KEY_ID, AT, SECRET, bare, file, presign};

const LATER: &str = "20130524T003000Z";

fn signed(arguments: &[&str]) -> String {
    presign(&[arguments, &["--at", AT]].concat()).stdout().trim_end().to_owned()
}

/// The sentence about a request that is refused.
fn refused(arguments: &[&str]) -> String {
    let outcome = presign(&[&["verify"], arguments].concat()).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
    outcome.stderr
}

#[test]
fn good_requests() {
    let url = signed(&["get", "s3://examplebucket/a b"]);
    let verify = ["verify", "GET", &url, "--at", LATER];
    let text = presign(&verify).stdout();
    assert_eq!(
        text,
        "valid            signed at 20130524T000000Z, good until 20130524T010000Z\n\
         access key id    AKIAIOSFODNN7EXAMPLE\n\
         region           us-east-1\n\
         service          s3\n\
         payload hash     UNSIGNED-PAYLOAD\n"
    );
    let json: Value = serde_json::from_str(&presign(&[&verify[..], &["--json"]].concat()).stdout()).unwrap();
    assert_eq!(
        json,
        json!({
            "valid": true,
            "access_key_id": ACCESS_KEY_ID,
            "region": "us-east-1",
            "service": "s3",
            "signed_at": "2013-05-24T00:00:00Z",
            "expires_at": "2013-05-24T01:00:00Z",
            "payload": "UNSIGNED-PAYLOAD",
        })
    );
    // The host as a client sends it, and what a client does not send.
    let spelled = url.replacen("https://examplebucket", "https://ExampleBucket", 1).replacen(".com/", ".com:443/", 1);
    presign(&["verify", "GET", &format!("{spelled}#top"), "--at", LATER, "--region", "us-east-1"]).stdout();
}

#[test]
fn signed_headers_must_be_there() {
    let url = signed(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let put = ["PUT", &url, "--at", LATER];
    let with = |header: &str| presign(&[&["verify"], &put[..], &["--header", header]].concat()).run();
    assert_eq!(with("Content-Type: text/plain").code, 0);
    assert_eq!(
        with("content-type: text/html").stderr,
        "presign: the signature does not match the request (SignatureDoesNotMatch, status 403)\n"
    );
    assert_eq!(
        refused(&put),
        "presign: the header content-type is signed but was not sent (SignatureDoesNotMatch, status 403)\n"
    );
    let acl = [&put[..], &["--header", "content-type: text/plain", "--header", "x-amz-acl: public-read"]].concat();
    assert_eq!(refused(&acl), "presign: the header x-amz-acl was sent but is not signed (AccessDenied, status 403)\n");
}

#[test]
fn refusals() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    for (arguments, sentence) in [
        (
            &["PUT", &url, "--at", LATER][..],
            "the signature does not match the request (SignatureDoesNotMatch, status 403)",
        ),
        (
            &["GET", &url, "--at", "20130524T010001Z"],
            "the request expired at 20130524T010000Z (AccessDenied, status 403)",
        ),
        (
            &["GET", &url, "--at", "20130523T000000Z"],
            "the request is dated 20130524T000000Z, which is still to come (AccessDenied, status 403)",
        ),
        (
            &["GET", &url, "--at", LATER, "--region", "eu-west-1"],
            "the credential in the query is for the region us-east-1, but this server is in eu-west-1 (AuthorizationQueryParametersError, status 400)",
        ),
        (
            &["GET", &url, "--at", LATER, "--header", "host: proxy.example.com"],
            "the signature does not match the request (SignatureDoesNotMatch, status 403)",
        ),
        (
            &["GET", "https://example.com", "--at", LATER],
            "the query has no X-Amz-Algorithm (AuthorizationQueryParametersError, status 400)",
        ),
    ] {
        assert_eq!(refused(arguments), format!("presign: {sentence}\n"));
    }
    let json = presign(&["verify", "PUT", &url, "--at", LATER, "--json"]).run();
    assert_eq!((json.code, json.stderr.as_str()), (1, ""));
    assert_eq!(
        serde_json::from_str::<Value>(&json.stdout).unwrap(),
        json!({
            "valid": false,
            "reason": "the signature does not match the request",
            "code": "SignatureDoesNotMatch",
            "status": 403,
        })
    );
}

#[test]
fn other_credentials() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    let verify = ["verify", "GET", &url, "--at", LATER];
    let wrong = presign(&verify).env("AWS_SECRET_ACCESS_KEY", "another").run();
    assert_eq!((wrong.code, wrong.stdout.as_str()), (1, ""));
    assert_eq!(wrong.stderr, "presign: the signature does not match the request (SignatureDoesNotMatch, status 403)\n");
    let other = presign(&verify).env("AWS_ACCESS_KEY_ID", "OTHER").run();
    let sentence = "the request was signed with the access key id AKIAIOSFODNN7EXAMPLE, not with OTHER";
    assert_eq!(other.stderr, format!("presign: {sentence} (InvalidAccessKeyId, status 403)\n"));
    assert!(bare(&verify).refusal().starts_with("presign: no credentials: "));
    let broken = presign(&verify).env("AWS_SECRET_ACCESS_KEY", format!("{SECRET} ")).refusal();
    let sentence = "the secret access key begins or ends with white space, or contains a control character";
    assert_eq!(broken, format!("presign: {sentence}\n"));
}

#[test]
fn bodies() {
    // The SHA-256 of `hello`.
    let hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let url = signed(&["url", "POST", "https://example.com/", "--service", "execute-api", "--payload-hash", hash]);
    let verify = |content: &str| {
        let body = file(&format!("body-{content}"), content);
        presign(&["verify", "POST", &url, "--at", LATER, "--body", &body, "--json"]).run()
    };
    let good = verify("hello");
    assert_eq!(good.code, 0, "{}", good.stdout);
    assert_eq!(serde_json::from_str::<Value>(&good.stdout).unwrap()["payload"], hash);
    assert_eq!(verify("other").code, 1);
}

#[test]
fn requests_with_the_header_authorization() {
    // Source: AWS' signing test suite, `get-vanilla`.
    let authorization = "Authorization: AWS4-HMAC-SHA256 \
        Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, \
        Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    let verify = |method: &str| {
        let headers = ["--header", "X-Amz-Date: 20150830T123600Z", "--header", authorization];
        let request = ["verify", method, "https://example.amazonaws.com/", "--at", "20150830T124000Z"];
        presign(&[&request[..], &headers].concat())
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
            .run()
    };
    let good = verify("GET");
    assert_eq!(good.code, 0, "{}", good.stderr);
    assert!(good.stdout.starts_with("valid            signed at 20150830T123600Z\n"), "{}", good.stdout);
    assert_eq!(verify("PUT").code, 1);
}
