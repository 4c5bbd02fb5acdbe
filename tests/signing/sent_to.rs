//! URLs that are signed for one host and handed out with another.

use presign::s3::Bucket;
use presign::verify::{Policy, SignedRequest};
use presign::{PresignedUrl, Request};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::refused::refused;

/// URLs of all shapes, with the hosts that are signed.
fn urls() -> Vec<(PresignedUrl, &'static str)> {
    let signed = |url: &str| Request::get(url).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    let bucket = Bucket::new("photos", "us-east-1").unwrap();
    let bucket = bucket.endpoint("http://minio:9000/base").unwrap();
    vec![
        (signed("https://b.s3.us-east-1.amazonaws.com/a%20b?partNumber=1"), "b.s3.us-east-1.amazonaws.com"),
        (signed("https://Example.COM:443"), "example.com"),
        (signed("http://127.0.0.1:80/"), "127.0.0.1"),
        (signed("https://[::1]:8443/k"), "[::1]:8443"),
        (bucket.put_object("a/é/?#").presign(&signer("s3"), HOUR, now()).unwrap(), "minio:9000"),
    ]
}

#[test]
fn path_query_and_all_else_stay_and_the_server_verifies_by_the_signed_host() {
    let targets = [
        ("https://cdn.example.com", "https://cdn.example.com"),
        ("https://CDN.example.com:443/", "https://cdn.example.com"),
        ("http://localhost:15432", "http://localhost:15432"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        (
            "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
            "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
        ),
        ("https://proxy-123.us-east-1.elb.amazonaws.com", "https://proxy-123.us-east-1.elb.amazonaws.com"),
    ];
    for (url, host) in urls() {
        assert_eq!(url.signed_host(), host);
        for (target, origin) in targets {
            let sent = url.clone().sent_to(target).unwrap();
            let target_of = |text: &str| text.splitn(4, '/').nth(3).unwrap().to_owned();
            assert_eq!(*sent.as_str(), format!("{origin}/{}", target_of(url.as_str())));
            assert_eq!((sent.signed_host(), sent.method()), (host, url.method()));
            assert_eq!(sent.expires_at(), url.expires_at());
            // What the server gets of a proxy that puts the host back.
            let received =
                SignedRequest::parse(sent.method(), &format!("/{}", target_of(sent.as_str())), [("host", host)]);
            let verified = received.unwrap().verify(&credentials(), now(), &Policy::new("us-east-1", "s3"));
            assert!(verified.is_ok(), "{verified:?}");
            // Once more, and back.
            let twice = sent.sent_to("http://other.example").unwrap();
            assert_eq!(twice.signed_host(), host);
            let scheme = url.as_str().split(':').next().unwrap();
            let back = twice.sent_to(&format!("{scheme}://{host}")).unwrap();
            assert_eq!((back.as_str(), back.signed_host()), (url.as_str(), host));
        }
    }
}

#[test]
fn a_target_that_contradicts_the_signature_is_refused() {
    let url = || urls().remove(4).0;
    let has_more = "the URL to send to has a path or a query: those of a presigned URL are signed, and stay";
    for target in [
        "https://cdn.example.com/photos",
        "https://cdn.example.com//",
        "https://cdn.example.com/?a",
        "https://cdn.example.com?a=b",
    ] {
        refused(url().sent_to(target), "invalid-url", has_more);
    }
    let aws = "the URL to send to is a host of S3 on AWS, which accepts no URL that was signed for another host";
    for host in [
        "s3.amazonaws.com",
        "s3.us-west-2.amazonaws.com",
        "photos.s3.us-west-2.amazonaws.com",
        "photos.s3.dualstack.us-west-2.amazonaws.com",
        "photos.s3-fips.us-west-2.amazonaws.com",
        "photos.s3-us-west-2.amazonaws.com",
        "photos.s3-accelerate.amazonaws.com",
        "photos.s3.cn-north-1.amazonaws.com.cn",
        "photos--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com",
        "reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com",
    ] {
        refused(url().sent_to(&format!("https://{host}")), "invalid-url", aws);
    }
    let scheme = "the URL does not begin with https://, http://, wss:// or ws://";
    refused(url().sent_to("cdn.example.com"), "invalid-url", scheme);
    refused(url().sent_to(""), "invalid-url", scheme);
    let user = "the URL has user information before its host";
    refused(url().sent_to("https://user@cdn.example.com"), "invalid-url", user);
}
