//! The fence around the buckets, with everything that leads past it in every spelling.

use credential_proxy::Limits;
use hyper::Method;
use presign::{Credentials, Request, Timestamp};

use crate::client::{code, exchange, head, presigned, refusal, send, sign, signed, signer};
use crate::recorder::{OK, Recorder};
use crate::servers::placeholder;

fn recorder() -> Recorder {
    Recorder::start(|_| OK.into())
}

/// The answer is a refusal, and the upstream has seen nothing.
fn assert_refused(recorder: &Recorder, what: &str, (status, text): (u16, String)) {
    let received = recorder.take();
    assert!(received.is_empty(), "{what} was forwarded: {}", received[0]);
    assert!(matches!(status, 400 | 403), "{what}: {status} {text}");
}

/// A presigned URL with its copy source under another name: in any case of letters, with any escape.
fn spellings(url: &str, name: &str) -> Vec<String> {
    let each =
        name.char_indices().map(|(at, letter)| format!("{}%{:02x}{}", &name[..at], u32::from(letter), &name[at + 1..]));
    let all = name.bytes().map(|letter| format!("%{letter:02X}")).collect::<Vec<_>>().concat();
    each.chain([name.to_string(), all]).map(|spelled| url.replacen(name, &spelled, 1)).collect()
}

#[test]
fn no_copy_has_its_source_in_another_bucket() {
    let recorder = recorder();
    let sources = [
        "payroll/a.txt",
        "/payroll/a.txt",
        "//payroll/a.txt",
        "payroll%2Fa.txt",
        "%2Fpayroll%2Fa.txt",
        "%70ayroll/a.txt",
        "Photos/a",
        "photos%00/a",
        "photos",
        "photos/",
        "photos/../payroll/a.txt",
        "photos/%2e%2e/payroll/a.txt",
        "photos%2F..%2Fpayroll%2Fa.txt",
        "photos%2F%2E%2E%2Fpayroll%2Fa.txt",
        "photos/./../payroll/a.txt",
        "photos/a/../../payroll/a.txt",
        "photos%5C..%5Cpayroll/a.txt",
        "photos/..%5C..%5Cpayroll%5Ca.txt",
        "photos/.",
        "arn:aws:s3:eu-central-1:123456789012:accesspoint/photos/object/a",
        "http://other.example/photos/a",
        "photos/a%FF",
        "photos/a%2",
        "photos/a+b",
    ];
    for source in sources {
        let headers = [("x-amz-copy-source", source)];
        assert_refused(&recorder, source, signed(recorder.proxy, "PUT", "/photos/a", &headers, ""));
        let value = source.replace('%', "%25").replace('+', "%2B").replace(':', "%3A");
        for name in ["X-Amz-Copy-Source", "x-amz-copy-source", "X-AMZ-COPY-SOURCE"] {
            let path = format!("/photos/a?{name}={value}");
            assert_refused(&recorder, &path, signed(recorder.proxy, "PUT", &path, &[], ""));
            let url = presigned(recorder.proxy, "PUT", &path);
            assert_refused(&recorder, &path, send(recorder.proxy, "PUT", &url, &[], ""));
        }
    }
    for name in ["X-Amz-Copy-Source", "x-amz-copy-source"] {
        let path = format!("/photos/a?{name}=payroll%2Fa.txt");
        for url in spellings(&presigned(recorder.proxy, "PUT", &path), name) {
            assert_refused(&recorder, &url, send(recorder.proxy, "PUT", &url, &[], ""));
        }
        let request = sign(&placeholder(), &recorder.proxy.to_string(), "PUT", &path, &[], "");
        for url in spellings(request.url(), name) {
            let headers: Vec<_> = request.headers().collect();
            assert_refused(&recorder, &url, send(recorder.proxy, "PUT", &url, &headers, ""));
        }
    }
    // Two sources, of which either may count.
    let path = "/photos/a?X-Amz-Copy-Source=payroll%2Fa.txt";
    let answer = signed(recorder.proxy, "PUT", path, &[("x-amz-copy-source", "photos/b")], "");
    assert_refused(&recorder, "two sources", answer);
}

#[test]
fn a_copy_within_the_buckets_passes() {
    let recorder = recorder();
    for source in ["photos/b", "/photos/b", "photos%2Fb%20c", "photos/b?versionId=1", "photos//b", "photos/..b"] {
        let answer = signed(recorder.proxy, "PUT", "/photos/a", &[("x-amz-copy-source", source)], "");
        assert_eq!(answer.0, 200, "{source}: {}", answer.1);
        assert!(recorder.take()[0].contains(&format!("x-amz-copy-source: {source}\r\n")));
    }
    let url = presigned(recorder.proxy, "PUT", "/photos/a?X-Amz-Copy-Source=photos%2Fb");
    assert_eq!(send(recorder.proxy, "PUT", &url, &[], "").0, 200);
    let received = &recorder.take()[0];
    // As a header, which is what S3 reads it as.
    assert!(received.starts_with("PUT /photos/a HTTP/1.1\r\n"), "{received}");
    assert!(received.contains("x-amz-copy-source: photos/b\r\n"), "{received}");
}

/// Sub-resources of S3, and parameters that other stores have.
const SUBRESOURCES: [&str; 47] = [
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "append",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "ownershipControls",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "partNumber=1",
    "partNumber=1&uploadId=a",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select&select-type=2",
    "session",
    "tagging",
    "torrent",
    "uploadId=a",
    "uploads",
    "versionId=1",
    "versioning",
    "versions",
    "website",
    "encryption=&versionId=1",
    "attributes&versionId=1",
    "partNumber=1&versionId=1",
    "%61cl",
    "ACL",
    "unknown",
];

/// What passes in addition to requests without a sub-resource. `POST ?delete` is a deletion too.
const ALLOWED: [(&str, &str, &str); 20] = [
    ("GET", "/photos", "location"),
    ("GET", "/photos", "uploads"),
    ("GET", "/photos", "versioning"),
    ("GET", "/photos", "versions"),
    ("POST", "/photos", "delete"),
    ("GET", "/photos/a", "attributes"),
    ("GET", "/photos/a", "attributes&versionId=1"),
    ("GET", "/photos/a", "partNumber=1"),
    ("GET", "/photos/a", "partNumber=1&versionId=1"),
    ("GET", "/photos/a", "uploadId=a"),
    ("GET", "/photos/a", "versionId=1"),
    ("HEAD", "/photos/a", "partNumber=1"),
    ("HEAD", "/photos/a", "partNumber=1&versionId=1"),
    ("HEAD", "/photos/a", "versionId=1"),
    ("PUT", "/photos/a", "partNumber=1&uploadId=a"),
    ("POST", "/photos/a", "uploads"),
    ("POST", "/photos/a", "uploadId=a"),
    ("DELETE", "/photos/a", "uploadId=a"),
    ("DELETE", "/photos/a", "versionId=1"),
    ("GET", "/photos", "list-type=2&prefix=a"),
];

#[test]
fn a_sub_resource_that_is_not_named_is_refused() {
    let recorder = recorder();
    for method in ["GET", "HEAD", "PUT", "POST", "DELETE"] {
        for path in ["/photos", "/photos/", "/photos//", "/photos/%2F", "/photos/a", "/photos/a/"] {
            for query in SUBRESOURCES.iter().chain(&["list-type=2&prefix=a"]) {
                let name = path.trim_end_matches('/');
                // To S3 the key of the third and the fourth is a slash.
                let is_slashes = path.ends_with("//") || path.ends_with("%2F");
                let is_allowed = ALLOWED.contains(&(method, name, query)) && !is_slashes;
                let target = format!("{path}?{query}");
                // One of them is another operation's without its header.
                let headers = [("x-amz-object-attributes", "ETag")];
                let headers = if query.starts_with("attributes") { &headers[..] } else { &[] };
                let answer = signed(recorder.proxy, method, &target, headers, "");
                if is_allowed {
                    assert_eq!(answer.0, 200, "{method} {target}: {}", answer.1);
                    assert_eq!(recorder.take().len(), 1);
                } else {
                    assert_refused(&recorder, &format!("{method} {target}"), answer);
                }
            }
        }
    }
}

#[test]
fn a_deletion_by_post_needs_both_methods() {
    let methods = [Method::GET, Method::PUT, Method::POST];
    let recorder = Recorder::start_with(&methods, Limits::default(), |_| OK.into());
    let body = "<Delete><Object><Key>a</Key></Object></Delete>";
    for target in ["/photos?delete", "/photos/?delete", "/photos?delete=", "/photos?d%65lete"] {
        let expected = refusal("AccessDenied", "the proxy does not allow DELETE", target);
        assert_eq!(signed(recorder.proxy, "POST", target, &[], body), (403, expected), "{target}");
    }
    assert!(recorder.take().is_empty());
    assert_eq!(signed(recorder.proxy, "POST", "/photos/a?uploads", &[], "").0, 200);
}

#[test]
fn an_instruction_that_is_not_named_is_refused() {
    let recorder = recorder();
    let refused = [
        ("x-amz-acl", "public-read"),
        ("x-amz-acl", "public-read-write"),
        ("x-amz-acl", "authenticated-read"),
        ("x-amz-grant-read", "uri=http://acs.amazonaws.com/groups/global/AllUsers"),
        ("x-amz-grant-full-control", "id=1"),
        ("x-amz-bypass-governance-retention", "true"),
        ("x-amz-object-lock-mode", "COMPLIANCE"),
        ("x-amz-object-lock-legal-hold", "ON"),
        ("x-amz-object-ownership", "ObjectWriter"),
        ("x-amz-website-redirect-location", "https://other.example/"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-mfa", "1 2"),
        ("x-amz-request-payer", "requester"),
        ("x-amz-rename-source", "/photos/b"),
        ("x-amz-create-session-mode", "ReadWrite"),
        ("x-amz-unknown", "1"),
    ];
    let passing = [
        ("x-amz-acl", "private"),
        ("x-amz-acl", "bucket-owner-full-control"),
        ("x-amz-meta-a", "b"),
        ("x-amz-storage-class", "STANDARD"),
        ("x-amz-server-side-encryption", "AES256"),
        ("x-amz-server-side-encryption-aws-kms-key-id", "a"),
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("x-amz-expected-bucket-owner", "123456789012"),
    ];
    let cases = refused.map(|(name, value)| (name, value, false)).into_iter();
    for (name, value, passes) in cases.chain(passing.map(|(name, value)| (name, value, true))) {
        let encoded = value.replace(':', "%3A").replace('/', "%2F").replace('=', "%3D").replace(' ', "%20");
        let in_query = [name.to_string(), name.to_ascii_uppercase(), name.replace("amz", "Amz")];
        let urls: Vec<_> =
            in_query.iter().map(|it| presigned(recorder.proxy, "PUT", &format!("/photos/a?{it}={encoded}"))).collect();
        let mut answers: Vec<_> = urls.iter().map(|url| send(recorder.proxy, "PUT", url, &[], "")).collect();
        answers.push(signed(recorder.proxy, "PUT", "/photos/a", &[(name, value)], ""));
        let received = recorder.take();
        assert_eq!(received.len(), if passes { 4 } else { 0 }, "{name}: {value} {answers:?}");
        // In a URL, S3 reads it as a header.
        assert!(received.iter().all(|request| request.contains(&format!("{name}: {value}\r\n"))), "{received:?}");
        for (status, text) in answers {
            assert_eq!(status, if passes { 200 } else { 403 }, "{name}: {value} {text}");
        }
    }
}

/// The first segment of what is sent is the bucket that was checked, and nothing leads out of it.
#[test]
fn the_path_stays_in_the_bucket() {
    let recorder = recorder();
    let paths = [
        "//photos/a",
        "/%2Fphotos/a",
        "/%2F%2Fphotos/a",
        "/./photos/a",
        "/photos%00/a",
        "/PHOTOS/a",
        "/photos%20/a",
        "/photos%252Fa",
        "/payroll%2Fa.txt",
        "/pay%72oll/a.txt",
        "/",
    ];
    let dots = ["..", "%2e%2e", "%2E.", ".%2e", ".", "%2e"];
    let around = dots.iter().flat_map(|dots| {
        [
            format!("/photos/{dots}/payroll/a.txt"),
            format!("/photos%2F{dots}%2Fpayroll%2Fa.txt"),
            format!("/photos/a%2F{dots}"),
            format!("/photos%5C{dots}%5Cpayroll/a"),
            format!("/photos/b%5C{dots}%5Ca"),
        ]
    });
    let host = recorder.proxy.to_string();
    for path in paths.iter().map(ToString::to_string).chain(around) {
        for method in ["GET", "PUT"] {
            // Signed for the path as it is, where that is signed at all; and for another one, whose signature may be the same.
            for signed_path in [path.as_str(), "/photos/a"] {
                let url = format!("http://{host}{signed_path}");
                let request = Request::new(method, &url).and_then(|it| it.sign(&signer(), Timestamp::now()));
                let Ok(request) = request else { continue };
                let headers: Vec<_> = request.headers().collect();
                let answer = send(recorder.proxy, method, &format!("http://{host}{path}"), &headers, "");
                assert_refused(&recorder, &format!("{method} {path}"), answer);
            }
        }
    }
}

/// Who cannot sign learns nothing of the policy.
#[test]
fn strangers_get_one_answer() {
    let recorder = recorder();
    let stranger = Credentials::new("AKIDPLACEHOLDER", "a guess");
    let targets = ["/photos/a", "/payroll/a", "/photos?policy", "/", "/photos/a?X-Amz-Copy-Source=payroll%2Fa"];
    for (method, host) in [("GET", recorder.proxy.to_string()), ("PATCH", "other.example".into())] {
        for target in targets {
            let request = sign(&stranger, &host, method, target, &[], "");
            let headers: Vec<_> = request.headers().collect();
            let (status, text) = send(recorder.proxy, method, request.url(), &headers, "");
            assert_eq!((status, code(&text)), (403, "SignatureDoesNotMatch"), "{method} {host} {target}");
        }
    }
    assert!(recorder.take().is_empty());
}

/// Two readers of a request must not disagree about where it ends: what one takes for a body is a request to the other.
#[test]
fn a_request_whose_length_is_in_doubt_is_not_forwarded_as_two() {
    let recorder = recorder();
    let hidden = "GET /payroll/a.txt HTTP/1.1\r\nhost: upstream\r\n\r\n";
    let framings = [
        "content-length: 5\r\ncontent-length: 5",
        "content-length: 5\r\ncontent-length: 60",
        "content-length: 5, 5",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5 5",
        "content-length:",
        "content-length : 5",
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked, gzip",
        "transfer-encoding: xchunked",
        "transfer-encoding : chunked",
        "x: y\r\n content-length: 5",
        "x: y\0z\r\ncontent-length: 5",
        "x: y\nz\r\ncontent-length: 5",
    ];
    let bodies = [
        format!("hello{hidden}"),
        format!("5\r\nhello\r\n0\r\n\r\n{hidden}"),
        format!("5;a=b\r\nhello\r\n0\r\nx: y\r\n\r\n{hidden}"),
        format!("+5\r\nhello\r\n0\r\n\r\n{hidden}"),
        format!("5\nhello\n0\n\n{hidden}"),
        format!("00000000000000000005\r\nhello\r\n0\r\n\r\n{hidden}"),
    ];
    let head = head(recorder.proxy, "PUT", "/photos/a");
    for framing in framings.iter().chain(&["content-length: 5", "transfer-encoding: chunked"]) {
        for body in &bodies {
            let answer = exchange(recorder.proxy, format!("{head}{framing}\r\n\r\n{body}").as_bytes());
            let received = recorder.take();
            assert!(received.len() <= 1, "{framing} {body}: {received:?}");
            assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{framing} {body}: {answer}");
            for request in received {
                let (head, body) = request.split_once("\r\n\r\n").unwrap();
                let head = head.to_ascii_lowercase();
                let (lengths, codings) =
                    (head.matches("content-length: ").count(), head.matches("transfer-encoding: ").count());
                assert_eq!(lengths + codings, 1, "{head}");
                assert!(!body.contains("payroll"), "{framing}: {body}");
            }
        }
    }
}
