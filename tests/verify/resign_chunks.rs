//! A verified body in chunks whose chunks are signed again with another key.

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, HeaderSignedRequest, Request, Signer};

use crate::fixtures::{credentials, now, signer};
use crate::server::{assert_refused, policy, said, target};

const ORIGIN: &str = "https://s3.eu-west-1.amazonaws.com";

fn real() -> Credentials {
    Credentials::new("AKIDREAL", "another secret").with_session_token("real token")
}

fn put() -> Request<'static> {
    Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a%20b?partNumber=1&uploadId=x").unwrap()
}

/// What this crate's own signer sends for a body.
fn sent(request: &Request<'_>, body: &ChunkedBody, bytes: &[u8], signer: &Signer) -> (HeaderSignedRequest, Vec<u8>) {
    let (head, mut frames) = request.sign_chunked(signer, body, now()).unwrap();
    let mut framed = Vec::new();
    for chunk in bytes.chunks(frames.chunk_size()) {
        let frame = frames.frame(chunk).unwrap();
        framed.extend([frame.before(), chunk, frame.after()].concat());
    }
    framed.extend(frames.finish(None).unwrap());
    (head, framed)
}

fn received(head: &HeaderSignedRequest) -> SignedRequest {
    let host = head.url().split('/').nth(2).unwrap();
    let headers = head.headers().chain([("host", host)]);
    SignedRequest::parse(head.method(), target(head.url()), headers).unwrap()
}

type Again = Result<(HeaderSignedRequest, Vec<u8>), Refusal>;

/// What a gateway forwards of a request and its body, which arrives in pieces.
fn forward(request: &SignedRequest, body: &[u8], piece: usize) -> Result<Again, Refusal> {
    let upstream = Signer::new(real(), "eu-west-1", "s3").unwrap();
    let (verified, mut chunks) = request.verify(&credentials(), now(), &policy())?;
    let (head, mut frames) = verified.resign_chunks(&upstream, ORIGIN, now())?;
    let (mut chunk, mut framed) = (Vec::new(), Vec::new());
    for mut piece in body.chunks(piece) {
        loop {
            match chunks.decode(&mut piece) {
                Ok(Some(bytes)) => chunk.extend_from_slice(bytes),
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            }
            while chunk.len() >= frames.chunk_size() || (chunks.bytes_left() == Some(0) && !chunk.is_empty()) {
                let rest = chunk.split_off(chunk.len().min(frames.chunk_size()));
                let frame = frames.frame(&chunk).unwrap();
                framed.extend([frame.before(), &chunk, frame.after()].concat());
                chunk = rest;
            }
        }
    }
    let trailers = match chunks.finish() {
        Ok(trailers) => trailers,
        Err(error) => return Ok(Err(error)),
    };
    framed.extend(frames.finish(trailers.first().map(|(_, value)| value.as_str())).unwrap());
    Ok(Ok((head, framed)))
}

/// The bodies that an upload can have.
fn forms(length: usize, chunk_size: usize) -> [ChunkedBody; 4] {
    let length = length as u64;
    [
        ChunkedBody::signed(length),
        ChunkedBody::signed(length).checksum(ChecksumAlgorithm::Crc32),
        ChunkedBody::signed(length).checksum(ChecksumAlgorithm::Sha256),
        ChunkedBody::unsigned(length).checksum(ChecksumAlgorithm::Crc64Nvme),
    ]
    .map(|body| body.chunk_size(chunk_size))
}

#[test]
fn every_form_and_length_is_the_same_body_for_the_new_key() {
    for length in [0, 1, 8191, 8192, 65_535, 65_536, 65_537, 200_000] {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251).try_into().unwrap()).collect();
        for body in [8192, 65_536, 100_000].into_iter().flat_map(|chunk_size| forms(length, chunk_size)) {
            let request = put().header("x-amz-meta-a", "1").header("content-encoding", "gzip");
            let (head, framed) = sent(&request, &body, &bytes, &signer("s3"));
            let (again, forwarded) = forward(&received(&head), &framed, 10_000).unwrap().unwrap();
            let sent_length = again.headers().find(|(name, _)| *name == "content-length").unwrap().1;
            assert_eq!(sent_length, forwarded.len().to_string());

            let upstream = received(&again);
            let policy = Policy::new("eu-west-1", "s3");
            let (upstream, decoder) = upstream.verify(&real(), now(), &policy).unwrap();
            let (sent, _) = received(&head).verify(&credentials(), now(), &self::policy()).unwrap();
            assert_eq!(upstream.payload(), sent.payload());
            assert!(*decoder.read(&forwarded).unwrap() == bytes, "{body:?}");
            for name in ["x-amz-meta-a", "content-encoding", "x-amz-trailer", "x-amz-decoded-content-length"] {
                assert_eq!(upstream.signed_header(name), sent.signed_header(name));
            }
            assert_eq!(again.url(), format!("{ORIGIN}/a%20b?partNumber=1&uploadId=x"));
            assert!(!forwarded.windows(64).any(|window| window == signature(&head).as_bytes()));
        }
    }
}

fn signature(head: &HeaderSignedRequest) -> &str {
    head.headers().find(|(name, _)| *name == "authorization").unwrap().1.rsplit_once("Signature=").unwrap().1
}

/// The end is missing upstream, so that no server keeps what was framed before.
#[test]
fn a_body_that_is_not_the_clients_is_not_ended() {
    let bytes = vec![b'a'; 20_000];
    for body in forms(bytes.len(), 8192) {
        let (head, framed) = sent(&put(), &body, &bytes, &signer("s3"));
        for at in (0..framed.len()).step_by(997).chain([framed.len() - 10]) {
            let mut changed = framed.clone();
            changed[at] ^= 1;
            assert!(forward(&received(&head), &changed, 5000).unwrap().is_err(), "{at}");
            let sentence = "the body ends before the last chunk and the line after it";
            let cut = forward(&received(&head), &framed[..at], 5000).unwrap();
            assert_refused(cut.map(drop), sentence, "IncompleteBody", 400);
        }
    }
}

/// A client may sign the length of its own chunks.
#[test]
fn lengths_of_the_old_chunks_are_not_passed_on() {
    let bytes = vec![b'a'; 20_000];
    let body = ChunkedBody::signed(20_000).chunk_size(8192);
    let length = sent(&put(), &body, &bytes, &signer("s3")).1.len();
    let (head, framed) = sent(&put().header("content-length", &length.to_string()), &body, &bytes, &signer("s3"));
    let (again, forwarded) = forward(&received(&head), &framed, 100).unwrap().unwrap();
    assert_ne!(forwarded.len(), length);
    assert!(again.headers().any(|header| header == ("content-length", forwarded.len().to_string().as_str())));
}

/// Signed by hand: it announces what this crate's signer does not.
fn announcing(form: &str, names: &[&str]) -> SignedRequest {
    let mut request = put().payload_hash(form).header("x-amz-decoded-content-length", "5");
    for name in names {
        request = request.header("x-amz-trailer", name);
    }
    received(&request.sign(&signer("s3"), now()).unwrap())
}

#[test]
fn trailing_headers_that_cannot_be_framed_again_are_refused() {
    let signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    let with_trailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    let unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    let announced = "it announces no trailing header, or several, or one that its form does not have";
    let length = "the length of its trailing header is not known before it comes";
    let table: [(&str, &[&str], &str); 7] = [
        (signed, &["x-amz-checksum-crc32"], announced),
        (with_trailer, &[], announced),
        (with_trailer, &["x-amz-checksum-crc32,x-amz-checksum-sha1"], announced),
        (unsigned, &[], announced),
        (unsigned, &["x-amz-checksum-crc32, X-Amz-Note"], announced),
        (with_trailer, &["x-amz-note"], length),
        (unsigned, &["X-Amz-Note"], length),
    ];
    for (form, names, reason) in table {
        let sentence = format!("the request cannot be signed again: {reason}");
        assert_refused(forward(&announcing(form, names), b"", 1).map(drop), &sentence, "NotImplemented", 501);
    }
    for names in [["X-Amz-Checksum-CRC32"], [" x-amz-checksum-sha1 ,"]] {
        assert!(forward(&announcing(with_trailer, &names), b"", 1).is_ok());
    }
}

#[test]
fn only_chunks_that_are_verified_are_signed_again() {
    let whole = received(&put().body("hello").sign(&signer("s3"), now()).unwrap());
    let sentence = "the body is not sent in chunks";
    assert_refused(forward(&whole, b"hello", 1).map(drop), sentence, "InvalidRequest", 400);
    let wrong = Signer::new(Credentials::new("AKIDEXAMPLE", "wrong"), "us-east-1", "s3").unwrap();
    let (head, framed) = sent(&put(), &ChunkedBody::signed(5), b"hello", &wrong);
    assert_eq!(forward(&received(&head), &framed, 10).err(), Some(Refusal::SignatureMismatch));
    // By the way that keeps the body as it is, signed chunks are refused still, and unsigned ones pass.
    let upstream = Signer::new(real(), "eu-west-1", "s3").unwrap();
    for body in forms(5, 8192) {
        let (head, _) = sent(&put(), &body, b"hello", &signer("s3"));
        let (verified, _) = received(&head).verify(&credentials(), now(), &policy()).unwrap();
        let is_unsigned = *verified.payload() == Payload::UnsignedTrailer;
        let again = verified.resign(&upstream, ORIGIN, now());
        let refused = "the request cannot be signed again: its body is signed chunk by chunk";
        assert_eq!(said(again), if is_unsigned { "" } else { refused });
    }
}

/// Servers that store `aws-chunked` with the object are sent it by clients that send it, and by no others.
#[test]
fn the_content_encoding_is_the_clients() {
    for (request, leaves_out, expected) in [
        (put(), false, Some("aws-chunked")),
        (put(), true, None),
        (put().header("content-encoding", "gzip"), false, Some("gzip,aws-chunked")),
        (put().header("content-encoding", "gzip"), true, Some("gzip")),
    ] {
        let form = ChunkedBody::signed(5);
        let form = if leaves_out { form.without_content_encoding() } else { form };
        let (head, body) = sent(&request, &form, b"hello", &signer("s3"));
        let (again, _) = forward(&received(&head), &body, 10).unwrap().unwrap();
        let sent = again.headers().find(|(name, _)| *name == "content-encoding").map(|(_, value)| value);
        assert_eq!(sent, expected, "{leaves_out}");
    }
}
