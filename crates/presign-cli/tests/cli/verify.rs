//! Whether a request would be accepted.

use serde_json::{Value, json};

use crate::program::{ACCESS_KEY_ID, AT, SECRET, bare, file, presign};

const MISMATCH: &str = "the signature does not match the request (SignatureDoesNotMatch, status 403): `presign explain \
                        --solve URL --method METHOD`, with the same headers and body, finds what it was signed for";
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
    assert_eq!(with("content-type: text/html").stderr, format!("presign: {MISMATCH}\n"));
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
        (&["PUT", &url, "--at", LATER][..], MISMATCH),
        (
            &["GET", &url, "--at", "20130524T010001Z"],
            "the request expired at 20130524T010000Z (AccessDenied, status 403)",
        ),
        (
            &["GET", &url, "--at", "20130523T000000Z"],
            "the request is dated 20130524T000000Z, which lies in the future (AccessDenied, status 403)",
        ),
        (
            &["GET", &url, "--at", LATER, "--region", "eu-west-1"],
            "the credential in the query is for the region us-east-1, but this server is in eu-west-1 (AuthorizationQueryParametersError, status 400)",
        ),
        (&["GET", &url, "--at", LATER, "--header", "host: proxy.example.com"], MISMATCH),
        (
            &["GET", "https://example.com", "--at", LATER],
            "the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query (AccessDenied, status 403)",
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
    assert_eq!(wrong.stderr, format!("presign: {MISMATCH}\n"));
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
    // Source: AWS's signing test suite, `get-vanilla`.
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

/// A saved request, its lines ended as given.
fn saved(lines: &[&str], end: &str) -> String {
    lines.iter().flat_map(|line| [*line, end]).collect()
}

/// Source: AWS's signing test suite, `get-vanilla`.
const VANILLA: [&str; 4] = [
    "GET / HTTP/1.1",
    "Host:example.amazonaws.com",
    "X-Amz-Date:20150830T123600Z",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
     SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
];

fn vanilla(more: &[&str], end: &str) -> String {
    saved(&VANILLA, end) + &saved(more, end)
}

fn verify_saved(request: impl AsRef<[u8]>) -> crate::program::Outcome {
    presign(&["verify", "--request", "-", "--at", "20150830T124000Z"])
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        .input(request)
        .run()
}

#[test]
fn saved_requests() {
    let good = [
        vanilla(&[""], "\r\n"),
        vanilla(&[""], "\n"),
        format!("\u{feff}{}", vanilla(&[""], "\n")),
        // What follows the body is not part of it.
        vanilla(&["Content-Length: 0", "", "GET / HTTP/1.1"], "\r\n"),
    ];
    for request in good {
        let outcome = verify_saved(&request);
        assert_eq!(outcome.code, 0, "{}: {request}", outcome.stderr);
        assert!(outcome.stdout.starts_with("valid            signed at 20150830T123600Z\n"), "{}", outcome.stdout);
    }
    // A body that was not signed, and another target.
    let body = verify_saved(vanilla(&["Content-Length: 5", "", "hello"], "\n"));
    assert_eq!((body.code, body.stderr), (1, format!("presign: {MISMATCH}\n")));
    assert_eq!(verify_saved(vanilla(&[""], "\n").replacen("GET /", "GET /a", 1)).code, 1);

    let presigned = signed(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let (host, target) = presigned.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let host = format!("host: {host}");
    let lines = [&format!("PUT /{target} HTTP/1.1"), &host, "content-type: text/plain", "", "any body"];
    let path = file("request", saved(&lines, "\n"));
    presign(&["verify", "--request", &path, "--at", LATER]).stdout();
}

#[test]
fn what_is_no_saved_request() {
    let with = |more: &[&str]| vanilla(more, "\n").into_bytes();
    let mut broken = with(&["x-a: b", ""]);
    let at = broken.len() - 3;
    broken[at] = 0xFF;
    for (request, reason) in [
        (with(&[]), "there is no blank line after its headers"),
        (Vec::new(), "there is no blank line after its headers"),
        (b"not a request\n\n".to_vec(), "invalid HTTP version"),
        (b"GET / HTTP/1.1\nno colon\n\n".to_vec(), "invalid header name"),
        (broken, "its header x-a is not UTF-8"),
        (with(&["content-length: 7", "", "hello"]), "its body has 6 bytes, but content-length is 7"),
        (with(&["content-length: five", "", "hello"]), "its content-length is not a number"),
        (
            with(&["transfer-encoding: chunked", "", "5", "hello", "0", ""]),
            "its body is in the chunks of transfer-encoding: save the request without them",
        ),
    ] {
        let outcome = verify_saved(&request);
        assert_eq!(
            (outcome.code, outcome.stdout.as_str(), outcome.stderr),
            (2, "", format!("presign: - is not a request of HTTP/1.1: {reason}\n"))
        );
    }
    let utf_16: Vec<u8> = "GET / HTTP/1.1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sentence = "it is in UTF-16 or holds binary data: `iconv -f UTF-16 -t UTF-8` makes UTF-8 of UTF-16";
    assert_eq!(verify_saved(utf_16).stderr, format!("presign: - was not read: {sentence}\n"));
}
