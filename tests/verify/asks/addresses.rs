//! The bucket and the key, in the host and in the path.

use proptest::prelude::*;

use crate::asks::client::{HOST, Sent, both};
use crate::server::assert_refused;

fn get<'a>(host: &'a str, path: &'a str) -> Sent<'a> {
    Sent { in_url: false, method: "GET", host, path, query: "", headers: &[] }
}

/// The host, the path, the server's hosts, and the bucket and the key.
#[test]
fn the_bucket_is_in_the_host_or_in_the_path() {
    let own: &[&str] = &["s3.example", "cdn.example:8080", "eu.s3.example"];
    let table = [
        ("s3.example", "/photos/a", own, "photos", "a"),
        ("s3.example", "/photos/a", &["S3.Example"], "photos", "a"),
        ("s3.example:9000", "/photos/a", own, "photos", "a"),
        ("photos.s3.example", "/a/b", own, "photos", "a/b"),
        ("photos.s3.example:9000", "/a/b", own, "photos", "a/b"),
        ("photos.s3.example", "/a", &["S3.Example"], "photos", "a"),
        ("my.photos.s3.example", "/a", own, "my.photos", "a"),
        ("photos.cdn.example:8080", "/a", own, "photos", "a"),
        // The longest host counts, and one that is the host itself before all.
        ("photos.eu.s3.example", "/a", own, "photos", "a"),
        ("eu.s3.example", "/photos/a", own, "photos", "a"),
        ("anything.example", "/photos/a", &[], "photos", "a"),
        ("[::1]:9000", "/photos/a", &["[::1]"], "photos", "a"),
        ("[::1]", "/photos/a", &["[::1]"], "photos", "a"),
        ("127.0.0.1:9000", "/tenant:photos/a", &["127.0.0.1:9000"], "tenant:photos", "a"),
    ];
    for (host, path, hosts, bucket, key) in table {
        for in_url in [true, false] {
            let ask = Sent { in_url, ..get(host, path) }.asks_at(hosts).expect(host);
            let found = (ask.operation(), ask.bucket(), ask.keys().unwrap());
            assert_eq!(found, ("GetObject", Some(bucket), &[key.to_owned()][..]), "{host}{path}");
        }
    }
}

#[test]
fn other_hosts_are_refused() {
    let own: &[&str] = &["s3.example", "cdn.example:8080"];
    for host in [
        "other.example",
        "evils3.example",
        "s3.example.evil",
        "s3.exampl",
        "cdn.example",
        "cdn.example:80",
        "photos.cdn.example",
    ] {
        let sentence = format!("the host {host:?} is not one of this server's");
        assert_refused(get(host, "/photos/a").asks_at(own), &sentence, "AccessDenied", 403);
    }
}

/// The path as it is sent, and the key: to S3 it is what it is once it is decoded.
#[test]
fn keys_are_decoded_once() {
    let table = [
        ("/photos/a", "a"),
        ("/photos/a%20b", "a b"),
        ("/photos/a+b", "a+b"),
        ("/photos/a%2Bb", "a+b"),
        ("/photos%2Fa", "a"),
        ("/%70hotos/a", "a"),
        ("/photos/a%2Fb", "a/b"),
        ("/photos/a%252Fb", "a%2Fb"),
        ("/photos/a%3Facl", "a?acl"),
        ("/photos//a", "/a"),
        ("/photos//", "/"),
        ("/photos/a//b/", "a//b/"),
        ("/photos/../b", "../b"),
        ("/photos/a/%2e%2E/./b", "a/.././b"),
        ("/photos/a;acl", "a;acl"),
        ("/photos/%00", "\0"),
        ("/photos/%C3%A9", "é"),
        ("/photos/e%CC%81", "e\u{301}"),
        ("/photos/A", "A"),
    ];
    for (path, key) in table {
        for ask in both("GET", path, "", &[]) {
            let ask = ask.expect(path);
            let found = (ask.operation(), ask.bucket(), ask.keys().unwrap());
            assert_eq!(found, ("GetObject", Some("photos"), &[key.to_owned()][..]), "{path}");
        }
    }
    let virtual_hosted = get("photos.s3.example", "//photos/a").asks().unwrap();
    assert_eq!(
        (virtual_hosted.bucket(), virtual_hosted.keys().unwrap()),
        (Some("photos"), &["/photos/a".to_owned()][..])
    );
    assert_refused(get(HOST, "/photos/%FF").asks(), "the path of the request is not UTF-8", "InvalidURI", 400);
}

#[test]
fn what_names_no_key_is_the_bucket_or_the_service() {
    let named = |host, path| get(host, path).asks().map(|ask| (ask.operation(), ask.bucket().map(str::to_owned)));
    assert_eq!(named(HOST, "/"), Ok(("ListBuckets", None)));
    for (host, path) in [(HOST, "/photos"), (HOST, "/photos/"), ("photos.s3.example", "/")] {
        assert_eq!(named(host, path), Ok(("ListObjects", Some("photos".to_owned()))));
    }
    assert!(get(HOST, "/photos").asks().unwrap().keys().unwrap().is_empty());
}

#[test]
fn names_that_no_bucket_has_are_refused() {
    let long = "a".repeat(256);
    let names = [
        ("//a", ""),
        ("//photos/a", ""),
        ("/%2Fphotos/a", ""),
        ("/../a", ".."),
        ("/./a", "."),
        ("/%2e%2e/photos/a", ".."),
        ("/pho%20tos/a", "pho tos"),
        ("/pho%00tos/a", "pho\0tos"),
        ("/pho%5Ctos/a", "pho\\tos"),
        ("/ph%C3%B6tos/a", "phötos"),
        ("/photos%3Facl/a", "photos?acl"),
        (
            "/arn:aws:s3:us-east-1:123456789012:accesspoint/photos/object/a",
            "arn:aws:s3:us-east-1:123456789012:accesspoint",
        ),
        (&format!("/{long}/a"), &long),
    ];
    for (path, name) in names {
        for ask in both("GET", path, "", &[]) {
            assert_refused(ask, &format!("no bucket has the name {name:?}"), "InvalidBucketName", 400);
        }
    }
    assert_refused(get(".s3.example", "/a").asks(), "no bucket has the name \"\"", "InvalidBucketName", 400);
}

proptest! {
    /// Whatever the key is, and however it is escaped.
    #[test]
    fn every_way_to_address_a_key_names_it(key in "([a-cA /.+%?&=;\u{e9}\u{1F600}\\\\-]|%2[Ff]){1,12}", all: bool) {
        let escape = |byte: u8| match byte {
            b'a'..=b'z' | b'/' if !all => char::from(byte).to_string(),
            _ => format!("%{byte:02x}"),
        };
        let path = key.bytes().map(escape).collect::<Vec<_>>().concat();
        let (in_path, in_host) = (format!("/photos/{path}"), format!("/{path}"));
        for in_url in [true, false] {
            for (host, path) in [(HOST, &in_path), ("photos.s3.example", &in_host)] {
                let ask = Sent { in_url, ..get(host, path) }.asks().unwrap();
                prop_assert_eq!(ask.operation(), "GetObject");
                prop_assert_eq!((ask.bucket(), ask.keys().unwrap()), (Some("photos"), std::slice::from_ref(&key)));
            }
        }
    }
}
