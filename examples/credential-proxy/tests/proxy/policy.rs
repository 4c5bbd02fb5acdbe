//! What passes the proxy, and what does not.

use std::time::Duration;

use hyper::Method;
use presign::{Credentials, Request, Signer, Timestamp};

use crate::client::{code, refusal, send, sign, signed, signed_at};
use crate::servers::{BUCKET, HOST, OTHER_BUCKET, REGION, Servers, placeholder};

fn all() -> Servers {
    Servers::start(&[Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE])
}

fn assert_denied((status, text): (u16, String), target: &str, message: &str) {
    assert_eq!((status, text), (403, refusal("AccessDenied", message, target)));
}

#[test]
fn an_upload_and_a_download_pass() {
    let servers = all();
    let (status, text) = signed(servers.proxy, "PUT", "/photos/a%20b+c", &[("content-type", "text/plain")], "the body");
    assert_eq!(status, 200, "{text}");
    assert_eq!(std::fs::read(servers.folder.path().join(BUCKET).join("a b+c")).unwrap(), b"the body");
    assert_eq!(signed(servers.proxy, "GET", "/photos/a%20b+c", &[], ""), (200, "the body".into()));
}

#[test]
fn a_presigned_url_passes_with_headers_that_are_not_signed() {
    let servers = all();
    signed(servers.proxy, "PUT", "/photos/a", &[], "the body");
    let signer = Signer::new(placeholder(), REGION, "s3").unwrap();
    let url = format!("http://{}/photos/a", servers.proxy);
    let url = Request::get(&url).unwrap().presign(&signer, Duration::from_mins(1), Timestamp::now()).unwrap();
    assert_eq!(send(servers.proxy, "GET", url.as_str(), &[("range", "bytes=4-7")], ""), (206, "body".into()));
}

#[test]
fn the_bucket_may_be_in_the_host() {
    let servers = all();
    let host = format!("{BUCKET}.{HOST}");
    assert_eq!(signed_at(servers.proxy, &host, "PUT", "/a", &[], "the body").0, 200);
    assert_eq!(signed_at(servers.proxy, HOST, "GET", "/photos/a", &[], ""), (200, "the body".into()));
    let host = format!("{OTHER_BUCKET}.{HOST}");
    let answer = signed_at(servers.proxy, &host, "GET", "/a.txt", &[], "");
    assert_denied(answer, "/a.txt", "the proxy does not allow the bucket \"payroll\"");
    // No other bucket is reached by a path that begins with an allowed one's name.
    let answer = signed_at(servers.proxy, &host, "GET", "/photos/a", &[], "");
    assert_denied(answer, "/photos/a", "the proxy does not allow the bucket \"payroll\"");
}

#[test]
fn what_the_policy_does_not_name_is_refused() {
    let servers = Servers::start(&[Method::GET, Method::PUT]);
    let refused = |method: &str, path: &str, headers: &[(&str, &str)], message: &str| {
        assert_denied(signed(servers.proxy, method, path, headers, ""), path, message);
    };
    refused("DELETE", "/photos/a", &[], "the proxy does not allow DELETE");
    refused("GET", "/payroll/a.txt", &[], "the proxy does not allow the bucket \"payroll\"");
    refused("GET", "/", &[], "the proxy does not allow the bucket \"\"");
    refused("PUT", "/photos", &[], "the proxy does not allow CreateBucket");
    refused("PUT", "/photos/?policy", &[], "the proxy does not allow PutBucketPolicy");
    for source in ["payroll/a.txt", "/payroll/a.txt", "payroll%2Fa.txt", "%70ayroll/a.txt"] {
        let headers = [("x-amz-copy-source", source)];
        refused("PUT", "/photos/a", &headers, "the proxy does not allow the bucket \"payroll\"");
    }
    // The same path in another spelling: it is signed alike, and sent in its one spelling.
    let request = sign(&placeholder(), &servers.proxy.to_string(), "GET", "/payroll/a.txt", &[], "");
    let url = request.url().replace("payroll/a", "payroll%2Fa");
    let answer = send(servers.proxy, "GET", &url, &request.headers().collect::<Vec<_>>(), "");
    assert_denied(answer, "/payroll%2Fa.txt", "the proxy does not allow the bucket \"payroll\"");
    let answer = signed_at(servers.proxy, "example.com", "GET", "/photos/a", &[], "");
    assert_denied(answer, "/photos/a", "the host \"example.com\" is not one of this server's");
    let answer = signed_at(servers.proxy, &format!("evil{HOST}"), "GET", "/photos/a", &[], "");
    assert_denied(answer, "/photos/a", "the host \"evils3.example.internal\" is not one of this server's");
    assert!(std::fs::read_dir(servers.folder.path().join(BUCKET)).unwrap().next().is_none());
}

#[test]
fn a_request_that_does_not_verify_is_refused() {
    let servers = all();
    let host = servers.proxy.to_string();
    let code = |(status, text): (u16, String)| (status, code(&text).to_string());
    let request = sign(&placeholder(), &host, "GET", "/photos/a", &[], "");
    let headers: Vec<_> = request.headers().collect();
    let other_path = format!("http://{host}/photos/b");
    let other = send(servers.proxy, "GET", &other_path, &headers, "");
    assert_eq!(code(other), (403, "SignatureDoesNotMatch".into()));
    let unsigned = send(servers.proxy, "GET", request.url(), &[], "");
    assert_eq!(code(unsigned), (403, "AccessDenied".into()));
    let mut more = headers.clone();
    more.push(("x-amz-copy-source", "photos/b"));
    assert_eq!(code(send(servers.proxy, "GET", request.url(), &more, "")), (403, "AccessDenied".into()));
    let stranger = Credentials::new("AKIDREAL", "a guess");
    let request = sign(&stranger, &host, "GET", "/photos/a", &[], "");
    let answer = send(servers.proxy, "GET", request.url(), &request.headers().collect::<Vec<_>>(), "");
    assert_eq!(code(answer), (403, "InvalidAccessKeyId".into()));
}

#[test]
fn a_body_with_another_hash_is_refused_by_the_upstream() {
    let servers = all();
    let host = servers.proxy.to_string();
    let request = sign(&placeholder(), &host, "PUT", "/photos/a", &[], "the body");
    let (status, text) = send(servers.proxy, "PUT", request.url(), &request.headers().collect::<Vec<_>>(), "a virus!");
    assert!(status >= 400, "{status} {text}");
    assert!(!servers.folder.path().join(BUCKET).join("a").exists());
}
