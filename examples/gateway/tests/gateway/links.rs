//! Links that may be used once, and users that have a bucket each.

use std::thread;

use crate::client::{ALICE, BOB, Gateway};

#[test]
fn a_link_for_an_upload_is_good_once() {
    let gateway = Gateway::start();
    let link = gateway.link(ALICE, "PUT", "/alice/a");
    let send = |body: &str, length: usize| {
        gateway.exchange(format!("{link}content-length: {length}\r\n\r\n{body}").as_bytes())
    };
    assert_eq!(send("first", 5).status(), 200);
    let again = send("other", 5);
    assert_eq!((again.status(), again.element("Message").as_str()), (403, "the link was used before"));
    // By its headers the same key may do so again, and a link to read is not used up.
    let read = gateway.link(ALICE, "GET", "/alice/a") + "\r\n";
    for _ in 0..2 {
        assert_eq!(gateway.exchange(read.as_bytes()).body(), b"first");
    }
    assert_eq!(gateway.ask(ALICE, "PUT", "/alice/a", b"third").status(), 200);
}

/// But a link to look does not let anyone read, and one to store lets nobody do either.
#[test]
fn a_link_to_read_is_one_to_look_too() {
    let gateway = Gateway::start();
    gateway.ask(ALICE, "PUT", "/alice/a", b"the object");
    for (made_for, method, status) in [
        ("GET", "HEAD", 200),
        ("HEAD", "HEAD", 200),
        ("HEAD", "GET", 403),
        ("PUT", "HEAD", 403),
        ("PUT", "GET", 403),
        ("DELETE", "HEAD", 403),
        ("GET", "DELETE", 403),
    ] {
        let link = gateway.link(ALICE, made_for, "/alice/a").replacen(made_for, method, 1) + "\r\n";
        let answer = gateway.exchange(link.as_bytes());
        assert_eq!(answer.status(), status, "{method} with a link for {made_for}: {}", answer.text());
        assert!(method != "HEAD" || answer.body().is_empty());
        assert!(status != 200 || answer.header("content-length").as_deref() == Some("10"));
    }
    // By headers it is signed as it is.
    let head = gateway.head(ALICE, "GET", "/alice/a", &[]).replacen("GET", "HEAD", 1) + "\r\n";
    assert_eq!(gateway.exchange(head.as_bytes()).status(), 403);
}

#[test]
fn an_upload_that_fails_does_not_use_up_its_link() {
    let gateway = Gateway::start();
    let link = gateway.link(ALICE, "PUT", "/alice/a?x-amz-checksum-crc32=NhCmhg%3D%3D");
    let send = |body: &str| gateway.exchange(format!("{link}content-length: 5\r\n\r\n{body}").as_bytes());
    assert_eq!(send("HELLO").code(), "BadDigest");
    // The connection breaks off.
    {
        use std::io::Write;
        let mut stream = gateway.connect();
        write!(stream, "{link}content-length: 5\r\n\r\nhel").unwrap();
    }
    assert_eq!(send("hello").status(), 200);
    assert_eq!((send("hello").status(), gateway.files()), (403, 1));
}

#[test]
fn of_many_at_once_one_is_stored() {
    let gateway = Gateway::start();
    let link = gateway.link(ALICE, "PUT", "/alice/a") + "content-length: 5\r\n\r\nhello";
    let statuses: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| gateway.exchange(link.as_bytes()).status())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(gateway.files(), 1);
}

#[test]
fn users_have_a_bucket_each() {
    let gateway = Gateway::start();
    gateway.ask(ALICE, "PUT", "/alice/a", b"hers");
    for target in ["/alice/a", "/%61lice/a", "/alice", "/alice?list-type=2", "/", "/alicea/a", "//alice/a", "/ALICE/a"]
    {
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            // S3 has no such operation, or no such bucket.
            let is_odd = target.starts_with("//") || (target.contains('?') && method != "GET");
            let is_odd = is_odd || (target == "/" && method != "GET");
            let status = gateway.ask(BOB, method, target, b"").status();
            assert!(status == 403 || (is_odd && matches!(status, 400 | 501)), "{method} {target}: {status}");
        }
    }
    assert_eq!(gateway.ask(ALICE, "GET", "/%61lice/a", b"").body(), b"hers");
    let wrong = gateway.ask((ALICE.0, "another"), "GET", "/alice/a", b"");
    assert_eq!((wrong.status(), wrong.code().as_str()), (403, "SignatureDoesNotMatch"));
    let stranger = gateway.ask(("AKIDNOBODY", "another"), "GET", "/alice/a", b"");
    assert_eq!((stranger.status(), stranger.code().as_str()), (403, "InvalidAccessKeyId"));
}

/// What a user of the layer writes: the whole file, without comments and blank lines.
#[test]
fn verification_takes_a_few_lines() {
    let file = include_str!("../../src/access.rs");
    let lines = file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    assert!(lines.count() <= 45);
}
