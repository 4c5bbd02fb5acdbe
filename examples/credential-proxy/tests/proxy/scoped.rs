//! Scoped credentials of the placeholder key, made offline by whoever has it.

use std::time::Duration;

use hyper::Method;
use presign::scoped::{Paths, Rights, S1};
use presign::{Credentials, Timestamp};

use crate::client::{code, send, sign};
use crate::servers::{BUCKET, Servers, placeholder};

fn child(server: &str, bucket: &str) -> Credentials {
    let paths = Some(Paths { prefixes: &["own/"], ..Paths::default() });
    let expires_in = Duration::from_mins(5);
    let scope = S1 { server, bucket, rights: Rights::ReadWrite, paths, subject: None, expires_in };
    scope.mint(&placeholder(), Timestamp::now()).unwrap()
}

#[test]
fn a_scope_is_held_to() {
    let servers = Servers::start(&[Method::GET, Method::PUT, Method::POST, Method::DELETE]);
    let ask = |credentials: &Credentials, method: &str, target: &str, headers: &[(&str, &str)], body: &str| {
        let request = sign(credentials, &servers.proxy.to_string(), method, target, headers, body);
        let headers: Vec<_> = request.headers().collect();
        let (status, text) = send(servers.proxy, method, request.url(), &headers, body);
        assert!(status == 200 || status == 204 || code(&text) == "AccessDenied", "{method} {target}: {status} {text}");
        status
    };
    let own = child("credential-proxy", BUCKET);
    assert_eq!(ask(&own, "PUT", "/photos/own/a", &[], "the body"), 200);
    assert_eq!(ask(&own, "GET", "/photos/own/a", &[], ""), 200);
    assert_eq!(ask(&own, "PUT", "/photos/own/b", &[("x-amz-copy-source", "photos/own/a")], ""), 200);
    assert_eq!(ask(&own, "GET", "/photos?list-type=2&prefix=own%2F", &[], ""), 200);
    assert_eq!(ask(&placeholder(), "PUT", "/photos/other", &[], "the body"), 200);
    // Its keys are in its body, which is sent on as it arrives.
    let delete = "<Delete><Object><Key>own/a</Key></Object></Delete>";
    let outside = [
        ("GET", "/photos/other", vec![], ""),
        ("PUT", "/photos/other", vec![], ""),
        ("PUT", "/photos/own/a", vec![("x-amz-copy-source", "photos/other")], ""),
        ("PUT", "/photos/own/a", vec![("x-amz-acl", "bucket-owner-full-control")], ""),
        ("GET", "/photos?list-type=2", vec![], ""),
        ("GET", "/photos?versions&prefix=own%2F", vec![], ""),
        ("GET", "/photos?versioning", vec![], ""),
        ("GET", "/photos/own/a?versionId=1", vec![], ""),
        ("POST", "/photos?delete", vec![], delete),
        ("GET", "/payroll/own/a", vec![], ""),
    ];
    for (method, target, headers, body) in outside {
        assert_eq!(ask(&own, method, target, &headers, body), 403, "{method} {target}");
    }
    // For another server, and for another bucket.
    for other in [child("other.example", BUCKET), child("credential-proxy", "payroll")] {
        assert_eq!(ask(&other, "GET", "/photos/own/a", &[], ""), 403);
    }
    assert_eq!(ask(&child("credential-proxy", "payroll"), "GET", "/payroll/own/a", &[], ""), 403);
    assert_eq!(ask(&own, "DELETE", "/photos/own/b", &[], ""), 204);
}
