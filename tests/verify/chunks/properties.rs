//! What is signed in chunks is decoded, every changed byte is refused, and it does not matter how a body is cut.

use presign::verify::{Refusal, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Request};
use proptest::prelude::*;

use super::upload::{FORMS, SIGNED_TRAILER, Trailers, UNSIGNED_TRAILER, Upload, decode, open};
use crate::fixtures::{now, signer};
use crate::server::{HOST, assert_refused, borrowed, policy};

/// An upload as the crate signs it.
fn signed(body: &[u8], form: &ChunkedBody) -> Upload {
    let url = format!("https://{HOST}/a.txt");
    let (request, mut chunks) = Request::put(&url).unwrap().sign_chunked(&signer("s3"), form, now()).unwrap();
    let mut sent = Vec::new();
    for chunk in body.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).unwrap();
        sent.extend([frame.before(), chunk, frame.after()].concat());
    }
    sent.extend(chunks.finish(None).unwrap());
    let headers = request.headers().chain([("host", HOST)]);
    let headers = headers.map(|(name, value)| (name.into(), value.into())).collect();
    Upload { headers, body: sent, policy: policy() }
}

fn checksum() -> impl Strategy<Value = ChecksumAlgorithm> {
    prop_oneof![
        Just(ChecksumAlgorithm::Crc32),
        Just(ChecksumAlgorithm::Crc32C),
        Just(ChecksumAlgorithm::Crc64Nvme),
        Just(ChecksumAlgorithm::Md5),
        Just(ChecksumAlgorithm::Sha1),
        Just(ChecksumAlgorithm::Sha256),
        Just(ChecksumAlgorithm::Sha512),
        Just(ChecksumAlgorithm::XxHash3),
        Just(ChecksumAlgorithm::XxHash64),
        Just(ChecksumAlgorithm::XxHash128)
    ]
}

/// The result for pieces of these lengths, again and again.
fn decode_cut(upload: &Upload, lengths: &[usize]) -> (Vec<u8>, Result<Trailers, Refusal>) {
    let mut rest = &upload.body[..];
    let mut lengths = lengths.iter().cycle();
    let pieces = std::iter::from_fn(|| {
        let (piece, after) = rest.split_at(rest.len().min(*lengths.next().unwrap()));
        let is_end = rest.is_empty();
        rest = after;
        (!is_end).then_some(piece)
    });
    decode(upload.decoder().unwrap(), pieces)
}

/// Bytes that resemble chunks.
fn wild() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"\r\n".to_vec()),
        Just(b"0\r\n".to_vec()),
        Just(b"3\r\nabc\r\n".to_vec()),
        Just(b";chunk-signature=".to_vec()),
        Just(b"x-amz-note:a".to_vec()),
        Just(b"\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..5),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_decoded(
        body in prop::collection::vec(any::<u8>(), 0..40_000),
        size in 8192..20_000_usize,
        is_signed: bool,
        checksum in prop::option::of(checksum()),
        lengths in prop::collection::vec(1..9000_usize, 1..8),
    ) {
        let length = body.len() as u64;
        let mut form = if is_signed { ChunkedBody::signed(length) } else { ChunkedBody::unsigned(length) };
        let checksum = checksum.or((!is_signed).then_some(ChecksumAlgorithm::Crc32));
        if let Some(checksum) = checksum {
            form = form.checksum(checksum);
        }
        let upload = signed(&body, &form.chunk_size(size));
        let trailers = checksum.map(|checksum| (checksum.header().to_owned(), checksum.of(&body).to_string()));
        prop_assert_eq!(decode_cut(&upload, &lengths), (body, Ok(trailers.into_iter().collect())));
    }

    #[test]
    fn it_does_not_matter_how_a_body_is_cut(
        wild in wild(),
        at in any::<prop::sample::Index>(),
        form in prop::sample::select(&FORMS),
        lengths in prop::collection::vec(1..40_usize, 1..6),
    ) {
        let hello = Upload::hello(form);
        let (before, after) = hello.body.split_at(at.index(hello.body.len() + 1));
        for body in [wild.clone(), [before, &wild, after].concat(), [before, &wild].concat()] {
            let upload = Upload { body, ..hello.clone() };
            let whole = upload.decode(upload.body.len().max(1));
            prop_assert_eq!(&upload.decode(1), &whole);
            prop_assert_eq!(decode_cut(&upload, &lengths), whole);
        }
    }
}

/// In the signed forms nothing can change but the spelling of a line. Without signatures the checksum sees every other byte.
#[test]
fn every_byte_changed_is_refused() {
    let chunks: [&[u8]; 3] = [b"hello", b", ", b"world"];
    for form in FORMS {
        let value = ChecksumAlgorithm::Crc32.of("hello, world").to_string();
        let upload = Upload::new(form, &chunks, ("x-amz-checksum-crc32", &value));
        let good = upload.decode(upload.body.len());
        assert!(good.1.is_ok());
        let decoder = upload.decoder().unwrap();
        for at in 0..upload.body.len() {
            let flipped = (0..8).map(|bit| upload.body[at] ^ (1 << bit));
            for byte in flipped.chain(*b"\r\n;:* 0") {
                let mut changed = upload.body.clone();
                changed[at] = byte;
                if changed == upload.body {
                    continue;
                }
                let result = decode(decoder.clone(), [changed.as_slice()].into_iter());
                let line = upload.body[..at].split(|byte| *byte == b'\n').count();
                // The name of a trailing header in upper case is the same name.
                let is_spelling = upload.body[at].eq_ignore_ascii_case(&byte) && line > 7;
                assert!(result.1.is_err() || is_spelling && result == good, "{form} {at} {byte}");
                let given = &result.0;
                assert!(form == UNSIGNED_TRAILER || good.0.starts_with(given), "{form} {at} {byte}");
            }
        }
    }
}

#[test]
fn an_upload_of_another_request_is_refused() {
    let upload = Upload::hello(SIGNED_TRAILER);
    let signer = signer("s3");
    let body = ChunkedBody::signed(11).trailer("x-amz-note", 1);
    let (request, _) = Request::put("https://h/b").unwrap().sign_chunked(&signer, &body, now()).unwrap();
    let headers: Vec<_> = request.headers().chain([("host", "h")]).map(|(a, b)| (a.into(), b.into())).collect();
    let request = SignedRequest::parse("PUT", "/b", borrowed(&headers)).unwrap();
    let decoder = open(&request, &policy()).unwrap();
    let (given, result) = decode(decoder, upload.body.chunks(5));
    assert!(given.is_empty());
    assert_refused(result, "the signature of chunk 1 does not match", "SignatureDoesNotMatch", 403);
}
