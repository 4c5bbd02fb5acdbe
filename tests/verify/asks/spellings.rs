//! One request in every spelling: what is signed alike asks for the same, and everything else is refused.

use presign::Request;
use presign::verify::SignedRequest;

use crate::asks::client::both;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::server::{assert_refused, policy, target};

/// A name and what it is.
type Named = (&'static str, &'static str);
type Row = (&'static str, &'static str, &'static str, &'static [Named]);

/// A method, what it is without a sub-resource, and what it is with each of these.
const OPERATIONS: [Row; 6] = [
    (
        "GET",
        "/photos/a",
        "GetObject",
        &[("acl", "GetObjectAcl"), ("tagging", "GetObjectTagging"), ("torrent", "GetObjectTorrent")],
    ),
    ("PUT", "/photos/a", "PutObject", &[("acl", "PutObjectAcl"), ("legal-hold", "PutObjectLegalHold")]),
    ("DELETE", "/photos/a", "DeleteObject", &[("tagging", "DeleteObjectTagging")]),
    ("GET", "/photos", "ListObjects", &[("policy", "GetBucketPolicy"), ("versions", "ListObjectVersions")]),
    ("PUT", "/photos", "CreateBucket", &[("policy", "PutBucketPolicy"), ("acl", "PutBucketAcl")]),
    ("DELETE", "/photos", "DeleteBucket", &[("cors", "DeleteBucketCors"), ("lifecycle", "DeleteBucketLifecycle")]),
];

/// The query with a sub-resource, spelled so that it is signed alike.
fn alike(name: &str) -> Vec<String> {
    let one = |(at, letter): (usize, char)| format!("{}%{:02x}{}", &name[..at], u32::from(letter), &name[at + 1..]);
    let all = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    [name.to_owned(), format!("{name}="), all].into_iter().chain(name.char_indices().map(one)).collect()
}

/// What is not this sub-resource, and at some server may be.
fn unlike(name: &str) -> Vec<String> {
    let capital = name[..1].to_uppercase() + &name[1..];
    let last = &name[..name.len() - 1];
    let mut all: Vec<String> = [
        "{}=1",
        "{}=true",
        "{}=%00",
        "{}&{}",
        "{}&{}=",
        "{}&x",
        "x&{}",
        "{}%00",
        "{}%20",
        "%20{}",
        "{}[]",
        "{}%5B%5D",
        "{};x",
        "x;{}",
        "{}%3Bx",
        "{}/",
        "/{}",
        "{}%26x",
        "{}%3D",
        "amp;{}",
        "{}%2F",
        "{}%0A",
        "?{}",
        "%3F{}",
        "prefix[]&{}",
        "{}.json",
        "{}%25",
    ]
    .map(|form| form.replace("{}", name))
    .into();
    all.extend([name.to_uppercase(), capital.clone(), format!("{name}&{capital}"), format!("{capital}=&{name}=")]);
    all.extend([last.to_owned(), format!("{name}x"), format!("x{name}")]);
    all
}

#[test]
fn spellings_of_a_subresource() {
    let (mut same, mut refused) = (0, 0);
    for (method, path, plain, subresources) in OPERATIONS {
        for ask in both(method, path, "", &[]) {
            assert_eq!(ask.unwrap().actions(), [plain]);
        }
        for (name, operation) in subresources {
            for query in alike(name) {
                for ask in both(method, path, &query, &[]) {
                    assert_eq!(ask.expect(&query).actions(), [*operation], "{query}");
                    same += 1;
                }
            }
            for query in unlike(name) {
                for ask in both(method, path, &query, &[]) {
                    let error = ask.map(|ask| ask.operation()).expect_err(&query);
                    let is_meant =
                        [("no operation of S3 is ", "NotImplemented"), ("the parameter ", "InvalidArgument")]
                            .iter()
                            .any(|(beginning, code)| error.to_string().starts_with(beginning) && error.code() == *code);
                    assert!(is_meant, "{query}: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(same > 200 && refused > 800, "{same} {refused}");
}

#[test]
fn two_subresources_are_refused() {
    let table = [
        ("GET", "/photos/a", "acl&tagging", "GET of an object with \"?acl&tagging\""),
        ("GET", "/photos/a", "uploadId=1&acl", "GET of an object with \"?uploadId=&acl\""),
        ("PUT", "/photos/a", "partNumber=1", "PUT of an object with \"?partNumber=\""),
        ("PUT", "/photos/a", "partNumber=1&uploadId=", "PUT of an object with \"?partNumber=&uploadId\""),
        ("PUT", "/photos/a", "uploadId=1", "PUT of an object with \"?uploadId=\""),
        ("POST", "/photos/a", "uploads&uploadId=1", "POST of an object with \"?uploads&uploadId=\""),
        ("POST", "/photos/a", "", "POST of an object"),
        ("POST", "/photos", "", "POST of a bucket"),
        ("POST", "/photos", "delete&uploads", "POST of a bucket with \"?delete&uploads\""),
        ("GET", "/photos", "list-type=1", "GET of a bucket with \"?list-type=\""),
        ("GET", "/photos", "list-type=2&marker=a", "GET of a bucket with \"?list-type=&marker=\""),
        ("GET", "/photos", "list-type=2&versions", "GET of a bucket with \"?list-type=&versions\""),
        ("GET", "/photos", "location&prefix=a", "GET of a bucket with \"?location&prefix=\""),
        ("HEAD", "/photos/a", "acl", "HEAD of an object with \"?acl\""),
        ("GET", "/", "acl", "GET of all buckets with \"?acl\""),
        ("DELETE", "/", "", "DELETE of all buckets"),
        ("PUT", "/", "", "PUT of all buckets"),
        ("PATCH", "/photos/a", "", "PATCH of an object"),
        ("OPTIONS", "/photos/a", "", "OPTIONS of an object"),
    ];
    for (method, path, query, what) in table {
        for ask in both(method, path, query, &[]) {
            assert_refused(ask, &format!("no operation of S3 is {what}"), "NotImplemented", 501);
        }
    }
}

#[test]
fn headers_that_an_operation_does_not_have_are_refused() {
    let table = [
        ("GET", "x-amz-copy-source", "photos/b", "GET of an object with \"x-amz-copy-source\""),
        ("GET", "x-amz-acl", "private", "GET of an object with \"x-amz-acl\""),
        ("DELETE", "x-amz-copy-source", "photos/b", "DELETE of an object with \"x-amz-copy-source\""),
        ("PUT", "x-amz-rename-source", "photos/b", "PUT of an object with \"x-amz-rename-source\""),
        ("PUT", "x-amz-future", "1", "PUT of an object with \"x-amz-future\""),
    ];
    for (method, name, value, what) in table {
        for ask in both(method, "/photos/a", "", &[(name, value)]) {
            assert_refused(ask, &format!("no operation of S3 is {what}"), "NotImplemented", 501);
        }
    }
    // In the query, where S3 reads them too.
    for ask in both("GET", "/photos/a", "X-Amz-Copy-Sourc%65=photos%2Fb&tagging", &[]) {
        let sentence = "no operation of S3 is GET of an object with \"?tagging, x-amz-copy-source\"";
        assert_refused(ask, sentence, "NotImplemented", 501);
    }
    for ask in both("PUT", "/photos/a", "x%2Damz-copy-source=payroll%2Fb", &[]) {
        let ask = ask.unwrap();
        assert_eq!((ask.operation(), ask.source().unwrap().bucket.as_str()), ("CopyObject", "payroll"));
    }
    for ask in both("PUT", "/photos/a", "X-Amz-Copy-Source=photos%2Fb", &[("x-amz-copy-source", "photos/c")]) {
        let sentence = "the request says x-amz-copy-source more than once, in its headers or its query";
        assert_refused(ask, sentence, "InvalidArgument", 400);
    }
    for ask in both("PUT", "/photos/a", "", &[("x-amz-copy-source", "photos/../b")]) {
        assert_refused(
            ask,
            "the copy source has a segment . or .., which some servers resolve",
            "InvalidArgument",
            400,
        );
    }
}

/// SDKs name the operation in `x-id`, and servers that are generated from AWS's model may go by it.
#[test]
fn an_operation_id_is_that_of_the_request() {
    for (method, id, query) in [("GET", "GetObject", ""), ("PUT", "UploadPart", "&partNumber=1&uploadId=2")] {
        for ask in both(method, "/photos/a", &format!("x-id={id}{query}"), &[]) {
            assert_eq!(ask.unwrap().actions(), [id]);
        }
    }
    for query in ["x-id=HeadObject", "x-id=", "x-id=getobject", "x-id=DeleteObject"] {
        for ask in both("GET", "/photos/a", query, &[]) {
            let sentence = "the parameter \"x-id\" in the query names a different operation from that of the request";
            assert_refused(ask, sentence, "InvalidArgument", 400);
        }
    }
    // A URL for a download, which the server answers to HEAD as well.
    let request = Request::get("https://s3.example/photos/a?x-id=GetObject").unwrap();
    let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
    let mut policy = policy();
    policy.head_for_get = true;
    let sent = SignedRequest::parse("HEAD", target(url.as_str()), [("host", "s3.example")]).unwrap();
    let (verified, _) = sent.verify(&credentials(), now(), &policy).unwrap();
    assert_eq!(verified.asks(&[]).unwrap().actions(), ["HeadObject"]);
    for ask in both("GET", "/photos/a", "X-Id=GetObject", &[]) {
        assert_refused(ask, "no operation of S3 is GET of an object with \"?X-Id=\"", "NotImplemented", 501);
    }
}

#[test]
fn prefixes_of_lists() {
    let table = [
        ("", "ListObjects", None),
        ("prefix=", "ListObjects", Some("")),
        ("prefix=a%2Fb%2B", "ListObjects", Some("a/b+")),
        ("list-type=2&prefix=a%3Bacl&delimiter=%2F&start-after=z", "ListObjectsV2", Some("a;acl")),
        ("pr%65fix=..%2F&versions", "ListObjectVersions", Some("../")),
        ("uploads&prefix=a", "ListMultipartUploads", Some("a")),
    ];
    for (query, operation, prefix) in table {
        for ask in both("GET", "/photos", query, &[]) {
            let ask = ask.expect(query);
            assert_eq!((ask.operation(), ask.prefix(), ask.keys().unwrap().len()), (operation, prefix, 0));
        }
    }
    // That of buckets' names is not one of keys.
    for ask in both("GET", "/", "prefix=a", &[]) {
        assert_eq!(ask.unwrap().prefix(), None);
    }
    for query in ["prefix=a&prefix=b", "prefix=a&prefix=a", "prefix=a&Prefix=b"] {
        for ask in both("GET", "/photos", query, &[]) {
            assert_refused(ask, "the parameter \"prefix\" in the query appears more than once", "InvalidArgument", 400);
        }
    }
    for ask in both("GET", "/photos", "prefix=%FF", &[]) {
        assert_refused(ask, "the parameter \"prefix\" in the query is not UTF-8", "InvalidArgument", 400);
    }
}
