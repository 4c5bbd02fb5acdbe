//! Requests that would do harm.

use crate::client::{ALICE, FORMS, Gateway};

#[test]
fn a_body_that_was_changed_or_cut_is_not_stored() {
    let gateway = Gateway::start();
    let object = vec![7; 100_000];
    for form in FORMS {
        let (head, body) = gateway.upload(form, "/alice/a", &object);
        for at in [0, 100, body.len() / 2, body.len() - 8, body.len() - 1] {
            let mut changed = body.clone();
            changed[at] ^= 1;
            let answer = gateway.exchange(&[head.as_bytes(), &changed].concat());
            assert!(
                (400..500).contains(&answer.status()) && !answer.code().is_empty(),
                "{form:?} {at} {}",
                answer.text()
            );
            assert_eq!(answer.header("connection").as_deref(), Some("close"));
        }
        // A proxy that cuts a body says another length.
        let framed =
            head.replace("content-length", "x-length").replace("\r\n\r\n", "\r\ntransfer-encoding: chunked\r\n\r\n");
        for end in [0, 1, 50_000, body.len() - 1] {
            let cut =
                if end == 0 { Vec::new() } else { [format!("{end:x}\r\n").as_bytes(), &body[..end], b"\r\n"].concat() };
            let answer = gateway.exchange(&[framed.as_bytes(), &cut, b"0\r\n\r\n"].concat());
            assert!(
                (400..500).contains(&answer.status()) && !answer.code().is_empty(),
                "{form:?} {end} {}",
                answer.text()
            );
        }
        assert_eq!((gateway.files(), gateway.ask(ALICE, "GET", "/alice/a", b"").status()), (0, 404));
    }
}

/// To store an empty object in place of a copy, or over one that must not be there, would be worse than to refuse.
#[test]
fn what_is_asked_for_and_not_done_is_refused() {
    let gateway = Gateway::start();
    gateway.ask(ALICE, "PUT", "/alice/a", b"the object");
    let refused = |head: String, what: &str| {
        let answer = gateway.exchange(format!("{head}content-length: 0\r\n\r\n").as_bytes());
        assert_eq!(answer.status(), 501, "{what} was served: {head} {}", answer.text());
        assert_eq!(gateway.ask(ALICE, "GET", "/alice/a", b"").body(), b"the object", "{what}");
    };
    let parameters = [
        "X-Amz-Copy-Source=bob%2Fb",
        "x-amz-copy-source=bob%2Fb",
        "x-amz-copy-source=bob/b",
        "X-AMZ-ACL=public-read",
        "x-amz-object-lock-mode=COMPLIANCE",
        "X-Amz-Tagging=a%3Db",
        "acl",
        "acl=",
        "tagging",
        "policy",
        "versionId=1",
        "append&position=0",
        "renameObject",
        "response-content-type=text%2Fhtml",
        "a",
    ];
    for query in parameters {
        for method in ["GET", "HEAD", "PUT"] {
            refused(gateway.link(ALICE, method, &format!("/alice/a?{query}")), query);
            refused(gateway.head(ALICE, method, &format!("/alice/a?{query}"), &[]), query);
        }
    }
    // The same name with an escape that signing undoes.
    let request = gateway.link(ALICE, "PUT", "/alice/a?X-Amz-Copy-Source=bob%2Fb");
    for escaped in ["X-Amz-Copy-Sourc%65=", "X%2DAmz-Copy-Source="] {
        refused(request.replace("X-Amz-Copy-Source=", escaped), escaped);
    }
    let headers = [
        ("x-amz-copy-source", "bob/b"),
        ("x-amz-rename-source", "/alice/b"),
        ("x-amz-acl", "public-read"),
        ("x-amz-grant-read", "id=1"),
        ("x-amz-object-lock-mode", "COMPLIANCE"),
        ("x-amz-object-lock-legal-hold", "ON"),
        ("x-amz-storage-class", "GLACIER"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-website-redirect-location", "/b"),
        ("x-amz-expected-bucket-owner", "1"),
        ("x-amz-write-offset-bytes", "1"),
        ("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ];
    for (name, value) in headers {
        for method in ["GET", "HEAD", "PUT"] {
            refused(gateway.head(ALICE, method, "/alice/a", &[(name, value)]), name);
        }
    }
    // Conditions count without a signature too.
    refused(gateway.link(ALICE, "PUT", "/alice/a") + "If-Match: a\r\n", "if-match");
}

/// Two readers of a request must not disagree about where it ends: what one takes for a body is a request to the other.
/// The gateway is the last reader. It refuses, or closes the connection after what it has read as HTTP says: by the
/// chunks where there are chunks.
#[test]
fn a_request_whose_length_is_in_doubt_makes_no_second_one() {
    let gateway = Gateway::start();
    let framings = [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5, 6",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5.0",
        "content-length: 5 5",
        "content-length: \u{665}",
        "content-length: 18446744073709551621",
        "content-length:",
        "content-length : 5",
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "transfer-encoding: identity",
        "transfer-encoding: chunked, gzip",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked;a",
        "transfer-encoding: \"chunked\"",
        "transfer-encoding : chunked",
        "x: y\r\n content-length: 5",
        "x: y\n content-length: 5",
        "x: y\rcontent-length: 5",
        "x: y\0z\r\ncontent-length: 5",
    ];
    let sizes = ["+5", "-5", "0x5", "", ";", "g", "\u{ff15}", "10000000000000005"];
    let head = gateway.head(ALICE, "PUT", "/alice/a", &[]);
    let body = "5\r\nhello\r\n0\r\n\r\n";
    let smuggled = gateway.head(ALICE, "PUT", "/alice/smuggled", &[]) + "content-length: 1\r\n\r\na";
    let mut requests: Vec<_> = framings.iter().map(|it| format!("{head}{it}\r\n\r\n{body}{smuggled}")).collect();
    requests.extend(
        sizes.iter().map(|it| format!("{head}transfer-encoding: chunked\r\n\r\n{it}\r\nhello\r\n0\r\n\r\n{smuggled}")),
    );
    for request in requests {
        // A connection that its client keeps open has a second request.
        let request = request.replace("connection: close\r\n", "");
        let answer = gateway.exchange(request.replace("a: b", "").as_bytes());
        let framing = request.split("UNSIGNED-PAYLOAD").last().unwrap_or_default().to_string();
        assert_eq!(gateway.ask(ALICE, "GET", "/alice/smuggled", b"").status(), 404, "{framing} {}", answer.text());
        let stored = gateway.ask(ALICE, "GET", "/alice/a", b"");
        if answer.status() == 200 {
            assert_eq!(stored.body(), b"hello", "{framing}");
            gateway.ask(ALICE, "DELETE", "/alice/a", b"");
        } else {
            assert_eq!(stored.status(), 404, "{framing} {}", answer.text());
        }
    }
}

/// HTTP lets a line feed alone end a line. Then it ends all of them alike: nothing between head and body is dropped, and
/// nothing after the body is a request.
#[test]
fn a_line_feed_alone_ends_a_line_everywhere() {
    let gateway = Gateway::start();
    let head = gateway.head(ALICE, "PUT", "/alice/a", &[]).replace("connection: close\r\n", "");
    let smuggled = gateway.head(ALICE, "PUT", "/alice/smuggled", &[]) + "content-length: 1\r\n\r\na";
    for (end, stored) in [
        ("content-length: 5\n\nPART1\r\n\r\nPART2", "PART1"),
        ("content-length: 5\r\nx: y\n\nPART1\r\n\r\nPART2", "PART1"),
        ("x: y\ncontent-length: 5\n\r\nPART1", "PART1"),
        ("x: y\ncontent-length: 5\r\n\r\nPART1", "PART1"),
        ("transfer-encoding: chunked\n\n5\r\nPART1\r\n0\r\n\r\n?", "PART1"),
    ] {
        // One byte more, so that what follows the body begins no request.
        let answer = gateway.exchange(format!("{head}{end}?{smuggled}").as_bytes());
        assert_eq!(gateway.ask(ALICE, "GET", "/alice/smuggled", b"").status(), 404, "{end}: {}", answer.text());
        let kept = gateway.ask(ALICE, "GET", "/alice/a", b"");
        assert!(kept.status() == 404 || kept.body() == stored.as_bytes(), "{end}: {}", kept.text());
        gateway.ask(ALICE, "DELETE", "/alice/a", b"");
    }
}
