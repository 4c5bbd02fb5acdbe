//! What S3 does with objects.

use std::fmt::Write;

use crate::client::{ALICE, FORMS, Gateway};

fn object(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

#[test]
fn objects_are_stored_in_every_form() {
    let gateway = Gateway::start();
    for form in FORMS {
        for length in [0, 1, 65_536, 200_000] {
            let (head, body) = gateway.upload(form, "/alice/a%20(b)%2Fc", &object(length));
            let answer = gateway.exchange(&[head.as_bytes(), &body].concat());
            assert_eq!(answer.status(), 200, "{form:?} {length} {}", answer.text());
            assert!(answer.header("etag").is_some());
            let got = gateway.ask(ALICE, "GET", "/alice/a%20(b)%2Fc", b"");
            assert!(got.status() == 200 && got.body() == object(length), "{form:?} {length}");
            assert_eq!(got.header("etag"), answer.header("etag"));
            // What it replaced is gone.
            assert_eq!(gateway.files(), 1);
        }
    }
    let head = gateway.ask(ALICE, "HEAD", "/alice/a%20(b)%2Fc", b"");
    assert_eq!((head.header("content-length").as_deref(), head.body()), (Some("200000"), &b""[..]));
    assert_eq!(gateway.ask(ALICE, "DELETE", "/alice/a%20(b)%2Fc", b"").status(), 204);
    let gone = gateway.ask(ALICE, "GET", "/alice/a%20(b)%2Fc", b"");
    assert_eq!((gone.status(), gone.code().as_str(), gateway.files()), (404, "NoSuchKey", 0));
}

#[test]
fn a_range_is_a_part() {
    let gateway = Gateway::start();
    gateway.ask(ALICE, "PUT", "/alice/a", b"0123456789");
    let cases = [
        ("bytes=0-0", 206, "0", "bytes 0-0/10"),
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=8-100", 206, "89", "bytes 8-9/10"),
        ("bytes=5-", 206, "56789", "bytes 5-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=4-2", 200, "0123456789", ""),
        ("lines=1-2", 200, "0123456789", ""),
        ("bytes=0-1,3-4", 200, "0123456789", ""),
    ];
    for (range, status, expected, content_range) in cases {
        let head = gateway.head(ALICE, "GET", "/alice/a", &[]);
        let answer = gateway.exchange(format!("{head}range: {range}\r\n\r\n").as_bytes());
        assert_eq!((answer.status(), answer.body()), (status, expected.as_bytes()), "{range}");
        assert_eq!(answer.header("content-range").unwrap_or_default(), content_range, "{range}");
    }
    let head = gateway.head(ALICE, "GET", "/alice/a", &[]);
    let answer = gateway.exchange(format!("{head}range: bytes=10-\r\n\r\n").as_bytes());
    assert_eq!((answer.status(), answer.code().as_str()), (416, "InvalidRange"));
}

#[test]
fn headers_are_kept_and_conditions_obeyed() {
    let gateway = Gateway::start();
    let headers = [("content-type", "text/plain"), ("x-amz-meta-mtime", "1.5"), ("if-none-match", "*")];
    let put = || {
        gateway.exchange((gateway.head(ALICE, "PUT", "/alice/a", &headers) + "content-length: 1\r\n\r\na").as_bytes())
    };
    assert_eq!(put().status(), 200);
    assert_eq!((put().status(), put().code().as_str(), gateway.files()), (412, "PreconditionFailed", 1));
    let got = gateway.ask(ALICE, "GET", "/alice/a", b"");
    assert_eq!(got.header("content-type").as_deref(), Some("text/plain"));
    assert_eq!(got.header("x-amz-meta-mtime").as_deref(), Some("1.5"));
    assert_eq!(got.header("x-content-type-options").as_deref(), Some("nosniff"));
    let etag = got.header("etag").unwrap();
    let head = gateway.head(ALICE, "GET", "/alice/a", &[]);
    let same = gateway.exchange(format!("{head}if-none-match: {etag}\r\n\r\n").as_bytes());
    assert_eq!((same.status(), same.body()), (304, &b""[..]));
    for (tag, status) in [(etag.as_str(), 200), ("*", 200), ("\"another\"", 412)] {
        let answer = gateway.exchange(format!("{head}if-match: {tag}\r\n\r\n").as_bytes());
        assert_eq!(answer.status(), status, "{tag}");
    }
}

#[test]
fn many_objects_are_deleted_at_once() {
    let gateway = Gateway::start();
    for key in ["a", "b%26%3C", "c"] {
        gateway.ask(ALICE, "PUT", &format!("/alice/{key}"), b"a");
    }
    let delete = |objects: &str| {
        let document = format!("<Delete>{objects}<Quiet>true</Quiet></Delete>");
        gateway.ask(ALICE, "POST", "/alice?delete", document.as_bytes())
    };
    for none in ["", "<Object><Key>&other;</Key></Object>", "<Object><Key>a</Key><Key>c</Key></Object>"] {
        assert_eq!(delete(none).code(), "MalformedXML", "{none}");
    }
    // Nothing here has versions.
    assert_eq!(delete("<Object><Key>a</Key><VersionId>1</VersionId></Object>").code(), "NotImplemented");
    let answer = delete("<Object><Key>a</Key></Object><Object><Key>b&#38;&lt;</Key></Object>");
    assert_eq!((answer.status(), gateway.files()), (200, 1));
    assert!(answer.text().contains("<Deleted><Key>b&amp;&lt;</Key></Deleted>"));
    // Of another user nothing.
    let document = b"<Delete><Object><Key>c</Key></Object></Delete>";
    assert_eq!(gateway.ask(crate::client::BOB, "POST", "/alice?delete", document).status(), 403);
    assert_eq!(gateway.files(), 1);
}

fn parts_of(listed: &str, name: &str) -> Vec<String> {
    let begin = format!("<{name}>");
    let parts = listed.split(&begin).skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_string()).collect()
}

#[test]
fn lists_come_in_pages() {
    let gateway = Gateway::start();
    let keys = ["a", "b/1", "b/2", "b/c/3", "c%26%3C", "d/1", "e"];
    for key in keys {
        gateway.ask(ALICE, "PUT", &format!("/alice/{key}"), b"a");
    }
    let list = |query: &str| gateway.ask(ALICE, "GET", &format!("/alice?{query}"), b"");
    assert_eq!(parts_of(&list("list-type=2").text(), "Key"), ["a", "b/1", "b/2", "b/c/3", "c&amp;&lt;", "d/1", "e"]);
    for (delimiter, expected) in [("", "a b/1 b/2 b/c/3 c&amp;&lt; d/1 e"), ("&delimiter=%2F", "a b/ c&amp;&lt; d/ e")]
    {
        for most in [1, 2, 3, 10] {
            for (version, token, next) in
                [("list-type=2", "continuation-token", "NextContinuationToken"), ("x-id=a", "marker", "NextMarker")]
            {
                let version = if version.starts_with("x-id") { "" } else { version };
                let (mut found, mut after) = (Vec::new(), String::new());
                loop {
                    let mut query = format!("{version}&max-keys={most}{delimiter}");
                    if !after.is_empty() {
                        let bytes: String = after.bytes().fold(String::new(), |mut text, byte| {
                            write!(text, "%{byte:02X}").unwrap();
                            text
                        });
                        query = format!("{query}&{token}={bytes}");
                    }
                    let answer = list(query.trim_start_matches('&'));
                    assert_eq!(answer.status(), 200, "{}", answer.text());
                    let text = answer.text();
                    let mut page = parts_of(&text, "Key");
                    page.extend(text.split("<CommonPrefixes>").skip(1).map(|it| parts_of(it, "Prefix")[0].clone()));
                    assert!(page.len() <= most);
                    page.sort();
                    found.extend(page);
                    after = answer.element(next).replace("&amp;", "&").replace("&lt;", "<");
                    assert_eq!(answer.element("IsTruncated"), (!after.is_empty()).to_string());
                    if after.is_empty() {
                        break;
                    }
                }
                assert_eq!(found.join(" "), expected, "{version} {delimiter} {most}");
            }
        }
    }
    assert_eq!(parts_of(&list("list-type=2&prefix=b%2F&delimiter=%2F").text(), "Key"), ["b/1", "b/2"]);
}

#[test]
fn an_upload_in_parts_is_one_object() {
    let gateway = Gateway::start();
    let id = gateway.ask(ALICE, "POST", "/alice/a?uploads", b"").element("UploadId");
    let mut document = String::from("<CompleteMultipartUpload>");
    for number in 1..=3 {
        // The second time counts.
        for body in [b"wrong", b"right"] {
            let target = format!("/alice/a?partNumber={number}&uploadId={id}");
            let answer = gateway.ask(ALICE, "PUT", &target, body);
            assert_eq!(answer.status(), 200, "{}", answer.text());
            if body == b"right" {
                let etag = answer.header("etag").unwrap().replace('"', "&quot;");
                write!(document, "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>").unwrap();
            }
        }
    }
    assert_eq!(gateway.files(), 3);
    let complete = |document: &str| gateway.ask(ALICE, "POST", &format!("/alice/a?uploadId={id}"), document.as_bytes());
    let other = document.replacen("ETag>&quot;", "ETag>&quot;0", 1);
    assert_eq!(complete(&other).code(), "InvalidPart");
    assert_eq!(complete(&document).status(), 200);
    assert_eq!(gateway.ask(ALICE, "GET", "/alice/a", b"").body(), b"rightrightright");
    assert_eq!((complete(&document).code().as_str(), gateway.files()), ("NoSuchUpload", 1));

    let id = gateway.ask(ALICE, "POST", "/alice/b?uploads", b"").element("UploadId");
    gateway.ask(ALICE, "PUT", &format!("/alice/b?partNumber=1&uploadId={id}"), b"a");
    // It is that of another key.
    assert_eq!(gateway.ask(ALICE, "DELETE", &format!("/alice/c?uploadId={id}"), b"").code(), "NoSuchUpload");
    assert_eq!(gateway.ask(ALICE, "DELETE", &format!("/alice/b?uploadId={id}"), b"").status(), 204);
    assert_eq!(gateway.files(), 1);
}
