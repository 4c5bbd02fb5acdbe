//! What passes the proxy, and what does not.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use hyper::Method;
use presign::{AuthorizedRequest, Credentials, Request, Signer, Timestamp};

use crate::servers::{BUCKET, HOST, OTHER_BUCKET, REGION, Servers, placeholder};

/// Sends a request as it is written here, and gives status and body of the answer.
fn send(servers: &Servers, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let (host, target) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(servers.proxy).unwrap();
    write!(stream, "{method} /{target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len()).unwrap();
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n").unwrap();
    }
    write!(stream, "connection: close\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer[9..12].parse().unwrap(), answer.split_once("\r\n\r\n").unwrap().1.into())
}

/// Signs a request with the placeholder key for a path at the proxy, and sends it.
fn signed(servers: &Servers, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    signed_at(servers, &servers.proxy.to_string(), method, path, headers, body)
}

fn signed_at(
    servers: &Servers,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String) {
    let request = sign(&placeholder(), host, method, path, headers, body);
    send(servers, method, request.url(), &request.headers().collect::<Vec<_>>(), body)
}

fn sign(
    credentials: &Credentials,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> AuthorizedRequest {
    let signer = Signer::new(credentials.clone(), REGION, "s3").unwrap();
    let url = format!("http://{host}{path}");
    let mut request = Request::new(method, &url).unwrap().body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.sign(&signer, Timestamp::now()).unwrap()
}

fn all() -> Servers {
    Servers::start(&[Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE])
}

fn assert_denied((status, text): (u16, String), message: &str) {
    let expected = format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>\n");
    assert_eq!((status, text), (403, expected));
}

#[test]
fn an_upload_and_a_download_pass() {
    let servers = all();
    let (status, text) = signed(&servers, "PUT", "/photos/a%20b+c", &[("content-type", "text/plain")], "the body");
    assert_eq!(status, 200, "{text}");
    assert_eq!(std::fs::read(servers.folder.path().join(BUCKET).join("a b+c")).unwrap(), b"the body");
    assert_eq!(signed(&servers, "GET", "/photos/a%20b+c", &[], ""), (200, "the body".into()));
}

#[test]
fn a_presigned_url_passes_with_headers_that_are_not_signed() {
    let servers = all();
    signed(&servers, "PUT", "/photos/a", &[], "the body");
    let signer = Signer::new(placeholder(), REGION, "s3").unwrap();
    let url = format!("http://{}/photos/a", servers.proxy);
    let url = Request::get(&url).unwrap().presign(&signer, Duration::from_mins(1), Timestamp::now()).unwrap();
    assert_eq!(send(&servers, "GET", url.as_str(), &[("range", "bytes=4-7")], ""), (206, "body".into()));
}

#[test]
fn the_bucket_may_be_in_the_host() {
    let servers = all();
    let host = format!("{BUCKET}.{HOST}");
    assert_eq!(signed_at(&servers, &host, "PUT", "/a", &[], "the body").0, 200);
    assert_eq!(signed_at(&servers, HOST, "GET", "/photos/a", &[], ""), (200, "the body".into()));
    let host = format!("{OTHER_BUCKET}.{HOST}");
    let answer = signed_at(&servers, &host, "GET", "/a.txt", &[], "");
    assert_denied(answer, "the proxy does not allow the bucket \"payroll\"");
    // No other bucket is reached by a path that begins with an allowed one's name.
    let answer = signed_at(&servers, &host, "GET", "/photos/a", &[], "");
    assert_denied(answer, "the proxy does not allow the bucket \"payroll\"");
}

#[test]
fn what_the_policy_does_not_name_is_refused() {
    let servers = Servers::start(&[Method::GET, Method::PUT]);
    let refused = |method: &str, path: &str, headers: &[(&str, &str)], message: &str| {
        assert_denied(signed(&servers, method, path, headers, ""), message);
    };
    refused("DELETE", "/photos/a", &[], "the proxy does not allow DELETE");
    refused("GET", "/payroll/a.txt", &[], "the proxy does not allow the bucket \"payroll\"");
    refused("GET", "/", &[], "the proxy does not allow the bucket \"\"");
    refused("PUT", "/photos", &[], "the proxy does not change buckets themselves");
    refused("PUT", "/photos/?policy", &[], "the proxy does not change buckets themselves");
    for source in ["payroll/a.txt", "/payroll/a.txt", "payroll%2Fa.txt", "%70ayroll/a.txt"] {
        let headers = [("x-amz-copy-source", source)];
        refused("PUT", "/photos/a", &headers, "the proxy does not allow the bucket \"payroll\"");
    }
    let message = "the source of a copy must be a header";
    refused("PUT", "/photos/a?X-Amz-Copy-Source=payroll%2Fa.txt", &[], message);
    // The same path in another spelling: it is signed alike.
    let request = sign(&placeholder(), &servers.proxy.to_string(), "GET", "/photos/a", &[], "");
    let url = request.url().replace("photos/a", "photos%2Fa");
    let answer = send(&servers, "GET", &url, &request.headers().collect::<Vec<_>>(), "");
    assert_denied(answer, "the proxy does not allow the bucket \"photos%2Fa\"");
    let answer = signed_at(&servers, "example.com", "GET", "/photos/a", &[], "");
    assert_denied(answer, "the proxy does not allow the host \"example.com\"");
    let answer = signed_at(&servers, &format!("evil{HOST}"), "GET", "/photos/a", &[], "");
    assert_denied(answer, "the proxy does not allow the host \"evils3.example.internal\"");
    assert!(std::fs::read_dir(servers.folder.path().join(BUCKET)).unwrap().next().is_none());
}

#[test]
fn a_request_that_does_not_verify_is_refused() {
    let servers = all();
    let host = servers.proxy.to_string();
    let code = |(status, text): (u16, String)| {
        let code = text.split("<Code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_string();
        (status, code)
    };
    let request = sign(&placeholder(), &host, "GET", "/photos/a", &[], "");
    let headers: Vec<_> = request.headers().collect();
    let other_path = format!("http://{host}/photos/b");
    let other = send(&servers, "GET", &other_path, &headers, "");
    assert_eq!(code(other), (403, "SignatureDoesNotMatch".into()));
    let unsigned = send(&servers, "GET", request.url(), &[], "");
    assert_eq!(code(unsigned), (403, "AccessDenied".into()));
    let mut more = headers.clone();
    more.push(("x-amz-copy-source", "photos/b"));
    assert_eq!(code(send(&servers, "GET", request.url(), &more, "")), (403, "AccessDenied".into()));
    let stranger = Credentials::new("AKIDREAL", "a guess");
    let request = sign(&stranger, &host, "GET", "/photos/a", &[], "");
    let answer = send(&servers, "GET", request.url(), &request.headers().collect::<Vec<_>>(), "");
    assert_eq!(code(answer), (403, "InvalidAccessKeyId".into()));
}

#[test]
fn a_body_with_another_hash_is_refused_by_the_upstream() {
    let servers = all();
    let host = servers.proxy.to_string();
    let request = sign(&placeholder(), &host, "PUT", "/photos/a", &[], "the body");
    let (status, text) = send(&servers, "PUT", request.url(), &request.headers().collect::<Vec<_>>(), "a virus!");
    assert!(status >= 400, "{status} {text}");
    assert!(!servers.folder.path().join(BUCKET).join("a").exists());
}
