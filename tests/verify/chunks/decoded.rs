//! What is accepted: AWS's documented uploads, every form, and the spellings of other signers.

use allocation_counter::measure;
use presign::Credentials;
use presign::verify::{Payload, Refusal, SignedRequest};
use serde::Deserialize;

use super::upload::{FORMS, SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER, Upload, decode, sign_chunk, sign_trailer};
use crate::fixtures::{credentials, now};
use crate::server::{Verdict as _, assert_refused, borrowed, key, policy};
use crate::vector_files::{Fixed, read};

const NOTE: (&str, &str) = ("x-amz-note", "a");

fn note() -> Vec<(String, String)> {
    vec![(NOTE.0.into(), NOTE.1.into())]
}

#[derive(Deserialize)]
struct Documented {
    #[serde(flatten)]
    fixed: Fixed,
    header: Vec<Seed>,
    chunk: Vec<Piece>,
}

#[derive(Deserialize)]
struct Seed {
    name: String,
    headers: Vec<(String, String)>,
    authorization: Option<String>,
}

#[derive(Deserialize)]
struct Piece {
    name: String,
    signature: String,
}

#[test]
fn the_documented_uploads_are_decoded() {
    let Documented { fixed, header, chunk } = read("documented-s3");
    let signature = |name: &str| &chunk.iter().find(|piece| piece.name == name).expect(name).signature;
    let chunks = |name: &str| {
        let [first, second] = ["chunk1", "chunk2"].map(|number| signature(&format!("{name}-{number}")));
        let last = signature(&format!("{name}-chunk3-final"));
        let (long, short) = ("a".repeat(65_536), "a".repeat(1024));
        format!(
            "10000;chunk-signature={first}\r\n{long}\r\n400;chunk-signature={second}\r\n{short}\r\n\
             0;chunk-signature={last}\r\n"
        )
    };
    // The page writes the end of a header as `\n\r\n`, and signers send both.
    let trailer = |end| {
        let signature = signature("chunked-trailer-signature");
        format!("x-amz-checksum-crc32c:sOO8/Q=={end}x-amz-trailer-signature:{signature}\r\n")
    };
    let checksum = vec![("x-amz-checksum-crc32c".to_owned(), "sOO8/Q==".to_owned())];
    for (seed, trailer, trailers) in [
        ("chunked", String::new(), vec![]),
        ("chunked-trailer", trailer("\r\n"), checksum.clone()),
        ("chunked-trailer", trailer("\n\r\n"), checksum),
    ] {
        let row = header.iter().find(|row| row.name == format!("{seed}-seed")).expect(seed);
        let authorization = ("authorization".into(), row.authorization.clone().expect(seed));
        let headers = [&row.headers[..], &[authorization, ("host".into(), "s3.amazonaws.com".into())]].concat();
        let request = SignedRequest::parse("PUT", "/examplebucket/chunkObject.txt", borrowed(&headers)).unwrap();
        let key = presign::SigningKey::derive(&fixed.credentials(None), request.scope());
        let body = format!("{}{trailer}\r\n", chunks(seed));
        for piece in [1, 7, 4096, body.len()] {
            let (_, decoder) = request.verify(&key, fixed.now(), &policy()).unwrap();
            assert_eq!(decoder.bytes_left(), Some(66_560));
            let (decoded, result) = decode(decoder, body.as_bytes().chunks(piece));
            assert!(decoded == vec![b'a'; 66_560]);
            assert_eq!(result, Ok(trailers.clone()));
        }
    }
}

#[test]
fn every_form_is_decoded_in_pieces_of_every_length() {
    for form in FORMS {
        let trailers = if form == SIGNED { vec![] } else { note() };
        let upload = Upload::hello(form);
        for piece in 1..=upload.body.len() {
            assert_eq!(upload.decode(piece), (b"hello world".to_vec(), Ok(trailers.clone())), "{form} {piece}");
        }
        let empty = Upload::new(form, &[], NOTE);
        assert_eq!(empty.decode(1), (vec![], Ok(trailers)));
    }
}

/// Nothing of a chunk before all of it is there, and nothing is held back without signatures.
#[test]
fn bytes_are_given_once_they_are_verified() {
    let given = |form| {
        let upload = Upload::hello(form);
        let mut decoder = upload.decoder().unwrap();
        let end = upload.body.windows(5).position(|bytes| bytes == b"hello").unwrap() + 5;
        let mut given = Vec::new();
        for mut piece in upload.body[..end].chunks(1) {
            given.push(decoder.decode(&mut piece).unwrap().map(<[u8]>::to_vec));
        }
        given.into_iter().flatten().collect::<Vec<_>>()
    };
    assert_eq!(given(SIGNED), [b"hello"]);
    assert_eq!(given(UNSIGNED_TRAILER), [b"h", b"e", b"l", b"l", b"o"]);
}

#[test]
fn a_chunk_that_is_whole_is_not_copied() {
    let chunk = vec![1; 65_536];
    let upload = Upload::new(SIGNED, &[&chunk, &chunk], NOTE);
    let mut decoder = upload.decoder().unwrap();
    let mut piece = &upload.body[..];
    let body = upload.body.as_ptr_range();
    let mut count = 0;
    while let Some(bytes) = decoder.decode(&mut piece).unwrap() {
        assert!(body.contains(&bytes.as_ptr()));
        count += 1;
    }
    assert_eq!(count, 2);
}

/// The longest chunk, and some lines.
#[test]
fn the_decoder_keeps_no_more_than_the_policy_says() {
    let chunks = [vec![1; 20_000], vec![2; 100_000], vec![3; 50_000]];
    let mut upload = Upload::new(SIGNED_TRAILER, &chunks.each_ref().map(Vec::as_slice), NOTE);
    upload.policy.max_chunk = 100_000;
    let body = &upload.body;
    let mut decoder = upload.decoder().unwrap();
    for length in [1, 1000, 70_000] {
        let mut decoder = decoder.clone();
        let kept = measure(|| {
            for mut piece in body.chunks(length) {
                while decoder.decode(&mut piece).unwrap().is_some() {}
            }
        });
        assert!((100_000..=102_048).contains(&kept.bytes_max), "{}", kept.bytes_max);
        assert!(decoder.finish().is_ok());
    }
    // Without signatures nothing of a chunk is kept.
    let upload = Upload::new(UNSIGNED_TRAILER, &chunks.each_ref().map(Vec::as_slice), NOTE);
    decoder = upload.decoder().unwrap();
    let kept = measure(|| {
        for mut piece in upload.body.chunks(1000) {
            while decoder.decode(&mut piece).unwrap().is_some() {}
        }
    });
    assert!(kept.bytes_max <= 2048, "{}", kept.bytes_max);
}

#[test]
fn other_spellings_are_read() {
    let upload = Upload::hello(UNSIGNED_TRAILER);
    for (from, to) in [
        ("5\r\nhello", "0005\r\nhello"),
        ("x-amz-note:a", "X-Amz-Note: a "),
        ("x-amz-note:a\r\n", "x-amz-note:a\n\r\n"),
    ] {
        assert_eq!(upload.clone().with(from, to).decode(1), (b"hello world".to_vec(), Ok(note())));
    }
    let chunk = [7; 10];
    let upload = Upload::new(UNSIGNED_TRAILER, &[&chunk], NOTE);
    let upper = Upload { body: [b"A", &upload.body[1..]].concat(), ..upload };
    assert_eq!(upper.decode(3).0, chunk);
}

/// They may come in any order, and are signed in the order of their names.
#[test]
fn several_trailers_are_announced_in_one_list() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = (vec![], Ok(vec![pair("x-amz-b", "2"), pair("x-amz-a", "1")]));
    let mut upload = Upload::request(UNSIGNED_TRAILER, "0", Some("x-amz-b, X-Amz-A"));
    upload.body = b"0\r\nx-amz-b:2\r\nx-amz-a:1\r\n\r\n".to_vec();
    assert_eq!(upload.decode(5), expected);

    let mut upload = Upload::request(SIGNED_TRAILER, "0", Some("x-amz-b,x-amz-a"));
    let chunk = sign_chunk(&upload.signature(), b"");
    let trailer = sign_trailer(&chunk, "x-amz-a:1\nx-amz-b:2\n");
    let body =
        format!("0;chunk-signature={chunk}\r\nx-amz-b:2\r\nx-amz-a:1\r\nx-amz-trailer-signature:{trailer}\r\n\r\n");
    upload.body = body.into_bytes();
    assert_eq!(upload.decode(5), expected);
}

#[test]
fn checksums_are_compared() {
    let hello: &[&[u8]] = &[b"hello", b" world"];
    for form in [SIGNED_TRAILER, UNSIGNED_TRAILER] {
        for (name, value) in [
            ("x-amz-checksum-crc32", "DUoRhQ=="),
            ("x-amz-checksum-crc32c", "yZRlqg=="),
            ("x-amz-checksum-crc64nvme", "jSnVw/bqjr4="),
            ("x-amz-checksum-sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
            ("x-amz-checksum-sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
        ] {
            let expected = vec![(name.to_owned(), value.to_owned())];
            assert_eq!(Upload::new(form, hello, (name, value)).decode(7), (b"hello world".to_vec(), Ok(expected)));
            let other = value.replace(&value[..1], "/");
            let (_, refused) = Upload::new(form, hello, (name, &other)).decode(7);
            let error = refused.unwrap_err();
            let sentence = format!("the checksum in the trailing header {name} is not that of the body");
            assert_eq!((error.to_string(), error.code(), error.status()), (sentence, "BadDigest", 400));
        }
    }
}

#[test]
fn the_payload_says_that_there_are_chunks() {
    let verify = |form| Upload::hello(form).parse().verify(&key(), now(), &policy()).payload();
    assert_eq!(verify(SIGNED), Ok(Payload::Streaming(SIGNED.into())));
    assert_eq!(verify(UNSIGNED_TRAILER), Ok(Payload::UnsignedTrailer));
    let given = Upload::hello(SIGNED).parse().body(b"");
    let sentence = "the body is sent in chunks, which cannot be compared before they are decoded";
    assert_refused(given.verify(&key(), now(), &policy()), sentence, "NotImplemented", 501);
}

#[test]
fn credentials_are_checked_before_a_body_is_decoded() {
    let upload = Upload::hello(SIGNED);
    let open = |credentials| upload.parse().verify(&credentials, now(), &upload.policy);
    let (_, decoder) = open(credentials()).unwrap();
    assert_eq!(decode(decoder, upload.body.chunks(7)), (b"hello world".to_vec(), Ok(Vec::new())));
    let other = Credentials::new("AKIDOTHER", "secret");
    assert_eq!(open(other).unwrap_err(), Refusal::UnknownAccessKeyId);
    assert_eq!(open(credentials().with_session_token("token")).unwrap_err(), Refusal::SessionToken);
    assert_eq!(open(credentials().with_expiry(now())).unwrap_err(), Refusal::CredentialsExpired(now()));
}

#[test]
fn requests_whose_body_cannot_be_decoded_are_refused() {
    let refused = |upload: Upload, sentence: &str, code, status| {
        assert_refused(upload.decoder(), sentence, code, status);
    };
    let events = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
    for form in [events, "STREAMING-UNSIGNED-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"] {
        let sentence = format!("the body is sent as {form}, which is not supported");
        refused(Upload::request(form, "1", None), &sentence, "NotImplemented", 501);
    }
    for length in ["", "+1", "-1", "1 0", "1.0", "0x1", "18446744073709551616"] {
        let upload = Upload::request(SIGNED, length, None);
        let sentence = "the header x-amz-decoded-content-length is not a number";
        refused(upload, sentence, "InvalidArgument", 400);
    }
    let signed = crate::fixtures::signer("s3");
    let request = presign::Request::put("https://h/a").unwrap().payload_hash(SIGNED).sign(&signed, now()).unwrap();
    let headers: Vec<_> = request.headers().chain([("host", "h")]).collect();
    let request = SignedRequest::parse("PUT", "/a", headers).unwrap();
    let sentence = "the request has no header x-amz-decoded-content-length";
    assert_refused(request.verify(&key(), now(), &policy()), sentence, "MissingContentLength", 411);
    let mut tampered = Upload::hello(SIGNED);
    tampered.headers[0].1 = tampered.headers[0].1.replace("Signature=", "Signature=0");
    tampered.headers[0].1.pop();
    refused(tampered, "the signature does not match the request", "SignatureDoesNotMatch", 403);
}

#[test]
fn debug_shows_no_signature_and_no_byte() {
    let decoder = Upload::hello(SIGNED).decoder().unwrap();
    let shown = "BodyDecoder { form: \"STREAMING-AWS4-HMAC-SHA256-PAYLOAD\", left: 11, .. }";
    assert_eq!(format!("{decoder:?}"), shown);
}
