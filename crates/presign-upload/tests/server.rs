//! The embedded server: what it takes, and what it refuses as S3 does.

mod support;

use std::io::{self, Read};
use std::net::TcpStream;

use hmac::{Hmac, KeyInit, Mac};
use presign::{CanonicalRequest, Request, Rules, Scope, Signer, SigningKey, Timestamp};
use presign_upload::server::Server;
use sha2::{Digest, Sha256};

use crate::support::{MINUTE, bucket, presigned, send};

const KEY: &str = "folder/a key";
const REFUSED: &str = "AccessDenied";
const BAD_QUERY: &str = "AuthorizationQueryParametersError";

#[test]
fn presigned_requests_are_taken() {
    let server = Server::start().unwrap();
    let bucket = bucket(&server);

    assert_eq!(send("PUT", &presigned(&server, bucket.put_object(KEY).request()), &[], b"bytes").status, 200);

    assert_eq!(std::fs::read(server.folder().join(KEY)).unwrap(), b"bytes");
    assert_eq!(send("GET", &presigned(&server, bucket.get_object(KEY).request()), &[], b"").body, b"bytes");
    assert_eq!(send("DELETE", &presigned(&server, bucket.delete_object(KEY).request()), &[], b"").status, 204);
    assert!(!server.folder().join(KEY).exists());
}

#[test]
fn files_go_with_the_server() {
    let server = Server::start().unwrap();
    let folder = server.folder();
    std::fs::write(folder.join("file"), "bytes").unwrap();

    drop(server);

    assert!(!folder.parent().unwrap().exists());
}

#[test]
fn anonymous_requests_are_refused() {
    let server = Server::start().unwrap();
    std::fs::write(server.folder().join("file"), "bytes").unwrap();
    let url = format!("{}/{}/file", server.endpoint(), server.bucket());

    for (method, body) in [("GET", ""), ("PUT", "other"), ("DELETE", ""), ("HEAD", "")] {
        let answer = send(method, &url, &[], body.as_bytes());
        assert_eq!(answer.status, 403, "{method}");
        if method != "HEAD" {
            assert_eq!(answer.code(), REFUSED, "{method}");
        }
    }
    assert_eq!(std::fs::read(server.folder().join("file")).unwrap(), b"bytes");
}

/// s3s looks for a form's signature among the form's fields alone, and finds this request to be an anonymous one.
#[test]
fn unsigned_form_is_refused_whatever_its_url_says() {
    let server = Server::start().unwrap();
    let bucket = bucket(&server);
    let signed = presigned(&server, bucket.get_object("any").request());
    let (_, query) = signed.split_once('?').unwrap();
    let url = format!("{}/{}?{query}", server.endpoint(), server.bucket());
    let form = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nfile\r\n\
                --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\nbytes\r\n--b--\r\n";

    let answer = send("POST", &url, &[("content-type", "multipart/form-data; boundary=b")], form.as_bytes());

    assert_eq!((answer.status, answer.code().as_str()), (403, REFUSED));
    assert!(!server.folder().join("file").exists());
}

#[test]
fn url_for_more_than_seven_days_is_refused() {
    let server = Server::start().unwrap();

    let longest = signed_by_hand(&server, "604800", "host");
    assert_eq!(send("PUT", &longest, &[], b"bytes").status, 200);

    for expires in ["604801", "4294967295"] {
        let answer = send("PUT", &signed_by_hand(&server, expires, "host"), &[], b"bytes");
        assert_eq!((answer.status, answer.code().as_str()), (400, BAD_QUERY), "{expires}");
    }
}

#[test]
fn unsigned_host_is_refused() {
    let server = Server::start().unwrap();
    let header = [("content-type", "text/plain")];

    let with_host = signed_by_hand(&server, "60", "content-type;host");
    assert_eq!(send("PUT", &with_host, &header, b"bytes").status, 200);

    let answer = send("PUT", &signed_by_hand(&server, "60", "content-type"), &header, b"bytes");
    assert_eq!((answer.status, answer.code().as_str()), (403, REFUSED));
}

#[test]
fn unsigned_amz_header_is_refused() {
    let server = Server::start().unwrap();
    let bucket = bucket(&server);
    let plain = presigned(&server, bucket.put_object(KEY).request());

    for (name, value) in [("x-amz-acl", "private"), ("X-Amz-Meta-Name", "value"), ("x-amz-storage-class", "STANDARD")] {
        let answer = send("PUT", &plain, &[(name, value)], b"bytes");
        assert_eq!((answer.status, answer.code().as_str()), (403, REFUSED), "{name}");

        let signed = presigned(&server, bucket.put_object(KEY).header(name, value).request());
        assert_eq!(send("PUT", &signed, &[(name, value)], b"bytes").status, 200, "{name}");
    }
    // S3 lets any other header come unsigned.
    assert_eq!(send("PUT", &plain, &[("cache-control", "no-store")], b"bytes").status, 200);
}

#[test]
fn url_of_another_region_or_service_is_refused() {
    let server = Server::start().unwrap();
    let url = format!("{}/{}/key", server.endpoint(), server.bucket());
    let put = |region: &str, service: &str| {
        let signer = Signer::new(server.credentials(), region, service).unwrap().with_rules(Rules::for_service("s3"));
        let url = Request::put(&url).unwrap().presign(&signer, MINUTE, Timestamp::now()).unwrap();
        send("PUT", url.as_str(), &[], b"bytes")
    };

    assert_eq!(put(server.region(), "s3").status, 200);
    for (region, service) in [("us-east-1", "s3"), (server.region(), "sts")] {
        let answer = put(region, service);
        assert_eq!((answer.status, answer.code().as_str()), (400, BAD_QUERY), "{region} {service}");
    }
}

#[test]
fn request_signed_by_header_is_refused() {
    let server = Server::start().unwrap();
    let (now, scope, key) = signing_key(&server);
    let url = format!("{}/{}/key", server.endpoint(), server.bucket());
    let headers = [("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), ("x-amz-date", &now.to_string())];
    let request =
        headers.iter().fold(Request::put(&url).unwrap(), |request, (name, value)| request.header(name, value));
    let canonical = CanonicalRequest::new(&request, &Rules::for_service("s3")).unwrap();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={}",
        server.credentials().access_key_id(),
        sign(now, &key, canonical.as_str())
    );

    let answer = send("PUT", &url, &[headers[0], headers[1], ("authorization", &authorization)], b"bytes");

    // s3s knows this signature, and would say SignatureDoesNotMatch if it were wrong.
    assert_eq!((answer.status, answer.code().as_str()), (403, REFUSED));
    assert!(answer.text().contains("presigned URLs only"), "{}", answer.text());
}

/// More than all the buffers between client and server hold.
#[test]
fn refused_upload_gets_its_answer() {
    let server = Server::start().unwrap();
    let url = format!("{}/{}/key", server.endpoint(), server.bucket());

    let answer = send("PUT", &url, &[], &vec![0; 16 << 20]);

    assert_eq!((answer.status, answer.code().as_str()), (403, REFUSED));
}

#[test]
fn dropped_server_is_gone() {
    let server = Server::start().unwrap();
    let address = server.endpoint().strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(MINUTE)).unwrap();
    let folder = server.folder();
    assert!(folder.is_dir());

    drop(server);

    assert!(!folder.parent().unwrap().exists());
    match connection.read(&mut [0]) {
        Ok(read) => assert_eq!(read, 0),
        Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
    }
}

#[test]
fn servers_do_not_share_anything() {
    let (one, other) = (Server::start().unwrap(), Server::start().unwrap());

    assert_ne!(one.endpoint(), other.endpoint());
    assert_ne!(one.folder(), other.folder());
    drop(one);
    assert_eq!(send("PUT", &presigned(&other, bucket(&other).put_object(KEY).request()), &[], b"bytes").status, 200);
}

fn signing_key(server: &Server) -> (Timestamp, Scope, SigningKey) {
    let now = Timestamp::now();
    let scope = Scope::new(now, server.region(), "s3").unwrap();
    let key = SigningKey::derive(&server.credentials(), &scope);
    (now, scope, key)
}

/// The URL of an upload as presign refuses to make it: for too long, or without `host` among the signed headers. The
/// signature is right. The header `content-type`, if it is among them, is `text/plain`.
fn signed_by_hand(server: &Server, expires: &str, signed_headers: &str) -> String {
    let (now, scope, key) = signing_key(server);
    let url = format!(
        "{}/{}/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F{}&X-Amz-Date={now}&X-Amz-Expires={expires}\
         &X-Amz-SignedHeaders={}",
        server.endpoint(),
        server.bucket(),
        server.credentials().access_key_id(),
        scope.as_str().replace('/', "%2F"),
        signed_headers.replace(';', "%3B"),
    );
    let mut request = Request::put(&url).unwrap();
    if signed_headers.contains("content-type") {
        request = request.header("content-type", "text/plain");
    }
    let mut canonical = CanonicalRequest::new(&request, &Rules::for_service("s3")).unwrap().to_string();
    if !signed_headers.contains("host") {
        let host = format!("host:{}\n", server.endpoint().strip_prefix("http://").unwrap());
        canonical = canonical.replace(&host, "").replace("\ncontent-type;host\n", "\ncontent-type\n");
    }
    format!("{url}&X-Amz-Signature={}", sign(now, &key, &canonical))
}

fn sign(now: Timestamp, key: &SigningKey, canonical_request: &str) -> String {
    let hash = hex::encode(Sha256::digest(canonical_request));
    let string_to_sign = format!("AWS4-HMAC-SHA256\n{now}\n{}\n{hash}", key.scope());
    let mac = Hmac::<Sha256>::new_from_slice(key.secret_bytes()).unwrap().chain_update(string_to_sign);
    hex::encode(mac.finalize().into_bytes())
}
