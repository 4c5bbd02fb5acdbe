//! Requests that are signed with the placeholder key, and sent as they are written.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use presign::{Credentials, HeaderSignedRequest, Request, Signer, Timestamp};

use crate::servers::{REGION, placeholder};

/// Sends what is given, and returns the whole answer.
pub(crate) fn exchange(proxy: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(proxy).unwrap();
    // After a refusal the proxy closes the connection, and there may be nobody to write to.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends a request, and returns status and body of the answer.
pub(crate) fn send(proxy: SocketAddr, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let (host, target) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut request = format!("{method} /{target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len());
    request.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
    let answer = exchange(proxy, format!("{request}connection: close\r\n\r\n{body}").as_bytes());
    (answer[9..12].parse().unwrap(), answer.split_once("\r\n\r\n").unwrap().1.into())
}

/// Signs a request with the placeholder key for a path at the proxy, and sends it.
pub(crate) fn signed(
    proxy: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String) {
    signed_at(proxy, &proxy.to_string(), method, path, headers, body)
}

pub(crate) fn signed_at(
    proxy: SocketAddr,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String) {
    let request = sign(&placeholder(), host, method, path, headers, body);
    send(proxy, method, request.url(), &request.headers().collect::<Vec<_>>(), body)
}

pub(crate) fn signer() -> Signer {
    Signer::new(placeholder(), REGION, "s3").unwrap()
}

pub(crate) fn sign(
    credentials: &Credentials,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> HeaderSignedRequest {
    let signer = Signer::new(credentials.clone(), REGION, "s3").unwrap();
    let url = format!("http://{host}{path}");
    let mut request = Request::new(method, &url).unwrap().body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.sign(&signer, Timestamp::now()).unwrap()
}

/// A URL that is presigned with the placeholder key.
pub(crate) fn presigned(proxy: SocketAddr, method: &str, path: &str) -> String {
    let url = format!("http://{proxy}{path}");
    let request = Request::new(method, &url).unwrap();
    request.presign(&signer(), Duration::from_mins(1), Timestamp::now()).unwrap().as_str().to_string()
}

/// The head of a request that is signed by its headers for any body, without the empty line.
pub(crate) fn head(proxy: SocketAddr, method: &str, path: &str) -> String {
    let url = format!("http://{proxy}{path}");
    let request = Request::new(method, &url).unwrap().payload_hash("UNSIGNED-PAYLOAD");
    let request = request.sign(&signer(), Timestamp::now()).unwrap();
    let headers: Vec<_> = request.headers().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\nhost: {proxy}\r\nconnection: close\r\n{}", headers.concat())
}

/// The whole answer of the proxy that refuses a request to this target.
pub(crate) fn refusal(code: &str, message: &str, target: &str) -> String {
    let resource = target.split('?').next().unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
         <Resource>{resource}</Resource><RequestId></RequestId></Error>"
    )
}

pub(crate) fn code(answer: &str) -> &str {
    answer.split("<Code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default()
}
