//! The embedded server's bucket: its CORS rules, forms, checksums and conditions.

mod support;

use std::fs;
use std::sync::Barrier;
use std::thread;

use base64ct::{Base64, Encoding};
use presign::s3::{Bucket, PresignedForm};
use presign::{Checksum, Timestamp};
use presign_upload::server::Server;
use sha2::{Digest, Sha256};

use crate::support::{Answer, MINUTE, bucket, presigned, send, send_form};

const PAGE: &str = "http://127.0.0.1:4000";
const KEY: &str = "folder/a key";

/// A server whose bucket is open for the page.
fn server() -> Server {
    Server::start_for_pages(&[PAGE.into(), "http://localhost:4000".into()]).unwrap()
}

fn preflight(server: &Server, origin: &str, method: &str, headers: &str) -> Answer {
    let url = format!("{}/{}/{KEY}", server.endpoint(), server.bucket()).replace(' ', "%20");
    let asked =
        [("origin", origin), ("access-control-request-method", method), ("access-control-request-headers", headers)];
    send("OPTIONS", &url, &asked, b"")
}

#[test]
fn page_may_send_what_the_rules_allow() {
    let server = server();

    for origin in [PAGE, "http://localhost:4000"] {
        let answer = preflight(&server, origin, "PUT", "content-type, If-None-Match,x-amz-checksum-sha256");

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(answer.header("access-control-allow-methods"), "PUT, POST");
        let allowed = "content-type, If-None-Match,x-amz-checksum-sha256";
        assert_eq!(answer.header("access-control-allow-headers"), allowed);
        assert_eq!(answer.header("access-control-max-age"), "600");
        assert!(answer.header("vary").starts_with("Origin"));
    }
    assert_eq!(preflight(&server, PAGE, "POST", "").status, 200);
}

#[test]
fn page_may_not_send_anything_else() {
    let server = server();

    for (origin, method, headers) in [
        ("http://127.0.0.1:4001", "PUT", ""),
        ("https://127.0.0.1:4000", "PUT", ""),
        ("null", "PUT", ""),
        (PAGE, "HEAD", ""),
        (PAGE, "DELETE", "x-amz-mfa"),
        (PAGE, "PUT", "content-type, x-amz-acl"),
    ] {
        let answer = preflight(&server, origin, method, headers);

        assert_eq!((answer.status, answer.code().as_str()), (403, "AccessForbidden"), "{origin} {method} {headers}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    let url = format!("{}/{}/key", server.endpoint(), server.bucket());
    let answer = send("OPTIONS", &url, &[("origin", PAGE)], b"");
    assert_eq!((answer.status, answer.code().as_str()), (400, "BadRequest"));
}

#[test]
fn bucket_without_rules_is_closed_to_pages() {
    let server = Server::start().unwrap();

    let answer = preflight(&server, PAGE, "PUT", "");

    assert_eq!((answer.status, answer.code().as_str()), (403, "AccessForbidden"));
}

#[test]
fn page_can_read_every_answer() {
    let server = server();
    let url = presigned(&server, bucket(&server).put_object(KEY).request());

    let taken = send("PUT", &url, &[("origin", PAGE)], b"bytes");
    let refused = send("PUT", &url.replace("a%20key", "other"), &[("origin", PAGE)], b"bytes");
    let elsewhere = send("PUT", &url, &[("origin", "http://evil.example")], b"bytes");

    assert_eq!((taken.status, refused.status, elsewhere.status), (200, 403, 200));
    for answer in [&taken, &refused] {
        assert_eq!(answer.header("access-control-allow-origin"), PAGE);
        assert_eq!(answer.header("access-control-expose-headers"), "ETag");
    }
    assert!(taken.header("etag").starts_with('"'));
    assert_eq!(elsewhere.header("access-control-allow-origin"), "");
}

fn form(server: &Server) -> PresignedForm {
    let bucket = bucket(server);
    let signer = bucket.signer(server.credentials()).unwrap();
    let form = bucket.post_object(KEY).field("Content-Type", "text/plain").field("success_action_status", "201");
    form.content_length_range(2, 5).presign(&signer, MINUTE, Timestamp::now()).unwrap()
}

#[test]
fn signed_form_is_taken() {
    let server = server();
    let form = form(&server);

    let answer = send_form(form.url(), form.fields(), b"bytes");

    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(fs::read(server.folder().join(KEY)).unwrap(), b"bytes");
    let got = send("GET", &presigned(&server, bucket(&server).get_object(KEY).request()), &[], b"");
    assert_eq!(got.header("content-type"), "text/plain");
}

#[test]
fn form_outside_its_policy_is_refused() {
    let server = server();
    let form = form(&server);
    let with = |name: &str, value: &str| {
        let mut fields = form.fields().to_vec();
        fields.retain(|(other, _)| other != name);
        fields.push((name.into(), value.into()));
        send_form(form.url(), &fields, b"bytes")
    };

    for (name, value, status, code) in [
        ("key", "other", 400, "InvalidPolicyDocument"),
        ("Content-Type", "text/html", 400, "InvalidPolicyDocument"),
        ("acl", "public-read", 403, "AccessDenied"),
        ("x-amz-signature", &"0".repeat(64), 403, "SignatureDoesNotMatch"),
        ("policy", "e30=", 400, "InvalidPolicyDocument"),
    ] {
        let answer = with(name, value);
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{name}");
    }
    for (file, code) in [(&b"b"[..], "EntityTooSmall"), (b"bytes!", "EntityTooLarge")] {
        let answer = send_form(form.url(), form.fields(), file);
        assert_eq!((answer.status, answer.code().as_str()), (400, code));
    }
    assert!(server.folder().read_dir().unwrap().next().is_none());
}

#[test]
fn form_of_another_region_is_refused() {
    let server = server();
    let elsewhere = Bucket::new(server.bucket(), "us-west-2").unwrap().endpoint(server.endpoint()).unwrap();
    let signer = elsewhere.signer(server.credentials()).unwrap();
    let form = elsewhere.post_object(KEY).presign(&signer, MINUTE, Timestamp::now()).unwrap();

    let answer = send_form(form.url(), form.fields(), b"bytes");

    assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidArgument"));
    assert!(server.folder().read_dir().unwrap().next().is_none());
}

/// s3s-fs alone would say that the checksum is wrong, and keep the object.
#[test]
fn nothing_is_kept_of_a_wrong_checksum() {
    let server = server();
    let bucket = bucket(&server);
    let sha256 = Sha256::digest("bytes");
    let url = presigned(&server, bucket.put_object(KEY).checksum(Checksum::Sha256(sha256.into())).request());
    let checksum = Base64::encode_string(&sha256);
    let headers = [("x-amz-checksum-sha256", checksum.as_str())];

    let wrong = send("PUT", &url, &headers, b"bites");
    assert_eq!((wrong.status, wrong.code().as_str()), (400, "BadDigest"));
    assert!(server.folder().read_dir().unwrap().next().is_none());

    assert_eq!(send("PUT", &url, &headers, b"bytes").status, 200);
    assert_eq!(fs::read(server.folder().join(KEY)).unwrap(), b"bytes");
}

#[test]
fn one_of_many_uploads_to_a_key_is_taken() {
    let server = server();
    let bucket = bucket(&server);
    let url = presigned(&server, bucket.put_object(KEY).if_none_match("*").request());
    let contents: Vec<_> = (0..8).map(|number: u8| vec![number; 100_000]).collect();
    let ready = Barrier::new(contents.len());

    let statuses: Vec<_> = thread::scope(|scope| {
        let put = |content| {
            ready.wait();
            send("PUT", &url, &[("if-none-match", "*")], content).status
        };
        let threads: Vec<_> = contents.iter().map(|content| scope.spawn(move || put(content))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });

    let taken: Vec<_> = (0..contents.len()).filter(|index| statuses[*index] == 200).collect();
    assert_eq!(taken.len(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 7, "{statuses:?}");
    assert!(fs::read(server.folder().join(KEY)).unwrap() == contents[taken[0]]);
}
