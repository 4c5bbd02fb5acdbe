//! Bodies in chunks: AWS's documented examples byte for byte, lengths that are known beforehand, and what is refused.

use allocation_counter::measure;
use presign::{ChecksumAlgorithm, ChunkSigner, ChunkedBody, HeaderSignedRequest, Request, Signer};
use proptest::prelude::*;
use serde::Deserialize;

use crate::bucket::bucket;
use crate::fixtures::{credentials, now, signer};
use crate::refused::refused;
use crate::vector_files::{Fixed, read};

#[derive(Deserialize)]
struct Documented {
    #[serde(flatten)]
    fixed: Fixed,
    header: Vec<Seed>,
    chunk: Vec<Piece>,
}

/// A request by whose signature the chunks begin.
#[derive(Deserialize)]
struct Seed {
    name: String,
    target_url: String,
    headers: Vec<(String, String)>,
    signature: String,
}

#[derive(Deserialize)]
struct Piece {
    name: String,
    signature: String,
}

impl Documented {
    fn seed(&self, name: &str) -> &Seed {
        self.header.iter().find(|seed| seed.name == name).expect(name)
    }

    fn signature(&self, name: &str) -> &str {
        &self.chunk.iter().find(|piece| piece.name == name).expect(name).signature
    }
}

/// All that is sent of a body of the letter a.
fn send(mut chunks: ChunkSigner, length: usize, trailer: Option<&str>) -> Vec<u8> {
    let body = vec![b'a'; length];
    let mut sent = Vec::new();
    for chunk in body.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).unwrap();
        sent.extend([frame.before(), chunk, frame.after()].concat());
    }
    sent.extend(chunks.finish(trailer).unwrap());
    sent
}

fn header<'r>(request: &'r HeaderSignedRequest, name: &str) -> Option<&'r str> {
    request.headers().find(|(other, _)| *other == name).map(|(_, value)| value)
}

/// Signs the documented request for this body with what its headers say except for those that signing adds.
fn sign(documented: &Documented, seed: &str, body: &ChunkedBody) -> (HeaderSignedRequest, ChunkSigner) {
    let seed = documented.seed(seed);
    let signer = Signer::new(documented.fixed.credentials(None), "us-east-1", "s3").unwrap();
    let mut request = Request::put(&seed.target_url).unwrap();
    for (name, value) in &seed.headers {
        let is_added = matches!(&**name, "x-amz-date" | "x-amz-decoded-content-length" | "x-amz-trailer");
        if !is_added && name != "x-amz-content-sha256" {
            request = request.header(name, value);
        }
    }
    let (signed, chunks) = request.sign_chunked(&signer, body, documented.fixed.now()).unwrap();
    assert!(header(&signed, "authorization").unwrap().ends_with(&format!("Signature={}", seed.signature)));
    for (name, value) in &seed.headers {
        assert_eq!(header(&signed, name), Some(value.as_str()), "{name}");
    }
    (signed, chunks)
}

#[test]
fn the_documented_upload_in_chunks_is_sent_byte_for_byte() {
    let documented: Documented = read("documented-s3");
    let (request, chunks) = sign(&documented, "chunked-seed", &ChunkedBody::signed(66_560));
    let signature = |name| documented.signature(name);
    let expected = [
        format!("10000;chunk-signature={}\r\n{}\r\n", signature("chunked-chunk1"), "a".repeat(65_536)),
        format!("400;chunk-signature={}\r\n{}\r\n", signature("chunked-chunk2"), "a".repeat(1024)),
        format!("0;chunk-signature={}\r\n\r\n", signature("chunked-chunk3-final")),
    ];
    let sent = send(chunks, 66_560, None);
    assert!(sent == expected.concat().as_bytes());
    assert_eq!((sent.len(), header(&request, "content-length")), (66_824, Some("66824")));
}

#[test]
fn the_documented_upload_with_a_trailer_is_sent_byte_for_byte() {
    let documented: Documented = read("documented-s3");
    let signature = |name| documented.signature(name);
    let expected = [
        format!("10000;chunk-signature={}\r\n{}\r\n", signature("chunked-trailer-chunk1"), "a".repeat(65_536)),
        format!("400;chunk-signature={}\r\n{}\r\n", signature("chunked-trailer-chunk2"), "a".repeat(1024)),
        format!("0;chunk-signature={}\r\n", signature("chunked-trailer-chunk3-final")),
        "x-amz-checksum-crc32c:sOO8/Q==\r\n".into(),
        format!("x-amz-trailer-signature:{}\r\n\r\n", signature("chunked-trailer-signature")),
    ];
    let given = ChunkedBody::signed(66_560).trailer("X-Amz-Checksum-Crc32c", 8);
    let made = ChunkedBody::signed(66_560).checksum(ChecksumAlgorithm::Crc32C);
    for (body, trailer) in [(given, Some("sOO8/Q==")), (made, None)] {
        let (request, chunks) = sign(&documented, "chunked-trailer-seed", &body);
        let sent = send(chunks, 66_560, trailer);
        assert!(sent == expected.concat().as_bytes());
        assert_eq!(header(&request, "content-length"), Some(sent.len().to_string().as_str()));
    }
}

#[test]
fn chunks_without_signatures_have_a_trailer() {
    let body = ChunkedBody::unsigned(5).checksum(ChecksumAlgorithm::Crc32);
    let bucket = bucket();
    let request = bucket.put_object("a.txt").content_type("text/plain");
    let (signed, mut chunks) = request.sign_chunked(&signer("s3"), &body, now()).unwrap();
    assert_eq!(header(&signed, "x-amz-content-sha256"), Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
    assert_eq!(header(&signed, "x-amz-trailer"), Some("x-amz-checksum-crc32"));
    let frame = chunks.frame(b"hello").unwrap();
    assert_eq!((frame.before(), frame.after()), (&b"5\r\n"[..], &b"\r\n"[..]));
    assert_eq!(chunks.finish(None).unwrap(), b"0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n");
}

#[test]
fn an_empty_body_is_its_end_alone() {
    let body = ChunkedBody::unsigned(0).trailer("x-amz-meta-a", 1);
    let (signed, mut chunks) = bucket().put_object("a.txt").sign_chunked(&signer("s3"), &body, now()).unwrap();
    let sentence = "the whole body has been framed: only its end is missing";
    refused(chunks.frame(b""), "chunked-body", sentence);
    let sent = chunks.finish(Some("1")).unwrap();
    assert_eq!(sent, b"0\r\nx-amz-meta-a:1\r\n\r\n");
    assert_eq!(header(&signed, "content-length"), Some("21"));
}

/// A body that is compressed has another coding already.
#[test]
fn codings_stay_before_aws_chunked() {
    let coded = |coding: &str| {
        let request = Request::put("https://example.com/a").unwrap().header("Content-Encoding", coding);
        let (signed, _) = request.sign_chunked(&signer("s3"), &ChunkedBody::signed(1), now()).unwrap();
        header(&signed, "content-encoding").unwrap().to_owned()
    };
    assert_eq!(coded("gzip"), "gzip,aws-chunked");
    assert_eq!(coded("aws-chunked,gzip"), "aws-chunked,gzip");
}

/// Check values of the string 123456789: the catalogue of parametrised CRC algorithms; for SHA-1 and SHA-256 `sha1sum` and
/// `sha256sum`.
#[test]
fn checksums_have_their_check_values() {
    let values = [
        (ChecksumAlgorithm::Crc32, "cbf43926"),
        (ChecksumAlgorithm::Crc32C, "e3069283"),
        (ChecksumAlgorithm::Crc64Nvme, "ae8b14860a799888"),
        (ChecksumAlgorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
        (ChecksumAlgorithm::Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
    ];
    for (checksum, value) in values {
        let body = ChunkedBody::unsigned(9).checksum(checksum);
        let (_, mut chunks) = bucket().put_object("a").sign_chunked(&signer("s3"), &body, now()).unwrap();
        chunks.frame(b"123456789").unwrap();
        let expected = base64(&hex::decode(value).unwrap());
        assert_eq!(checksum.of("123456789").to_string(), expected);
        let end = format!("0\r\n{}:{expected}\r\n\r\n", checksum.header());
        assert_eq!(chunks.finish(None).unwrap(), end.as_bytes());
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        let letter = |at| char::from(LETTERS[(bits >> (18 - 6 * at)) as usize % 64]);
        (0..4).map(|at| if at <= group.len() { letter(at) } else { '=' }).collect::<String>()
    });
    groups.collect()
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let sign = |request: Request<'static>, body: ChunkedBody| request.sign_chunked(&signer("s3"), &body, now());
    let request = || Request::put("https://example.com/a").unwrap();
    let sentence = "the chunks have 8191 bytes: S3 accepts 8192 (8 KiB) or more in every chunk except the last";
    let short = ChunkedBody::signed(1).chunk_size(8191);
    refused(sign(request(), short), "chunk-too-small", sentence);
    let sentence = "a body in unsigned chunks needs a trailer";
    refused(sign(request(), ChunkedBody::unsigned(1)), "chunked-body", sentence);
    let sentence = "the header name \"a b\" is not an HTTP token";
    let trailer = ChunkedBody::signed(1).trailer("a b", 1);
    refused(sign(request(), trailer), "invalid-header-name", sentence);
    let sentence = "the header content-length is not the length of the chunks";
    let with_length = request().header("content-length", "1");
    refused(sign(with_length, ChunkedBody::signed(1)), "chunked-body", sentence);
    for name in ["x-amz-decoded-content-length", "x-amz-trailer"] {
        let sentence = format!("the header {name} cannot be given: signing adds what it says");
        let request = request().header(name, "1");
        refused(sign(request, ChunkedBody::signed(1)), "reserved-header", &sentence);
    }
    let sentence = "the request names more than one payload hash";
    refused(sign(request().body("a"), ChunkedBody::signed(1)), "several-payload-hashes", sentence);
    let sentence = "the body has 18446744073709551615 bytes: one request uploads at most 5368709120 (5 GiB), a multipart \
        upload more";
    refused(sign(request(), ChunkedBody::signed(u64::MAX)), "body-too-large", sentence);
}

#[test]
fn chunks_that_do_not_add_up_are_refused() {
    let begin = |body: ChunkedBody| bucket().put_object("a").sign_chunked(&signer("s3"), &body, now()).unwrap().1;
    let mut chunks = begin(ChunkedBody::signed(8193).chunk_size(8192));
    let sentence = "the chunk has 8191 bytes: the next one has 8192";
    refused(chunks.frame(&[0; 8191]), "chunk-of-other-length", sentence);
    chunks.frame(&[0; 8192]).unwrap();
    let sentence = "the chunk has 2 bytes: the next one has 1";
    refused(chunks.frame(&[0; 2]), "chunk-of-other-length", sentence);
    let sentence = "the chunks so far are not the whole body";
    refused(chunks.clone().finish(None), "chunked-body", sentence);
    chunks.frame(&[0]).unwrap();
    let sentence = "the body has no trailer to give a value to";
    refused(chunks.finish(Some("a")), "chunked-body", sentence);

    let chunks = begin(ChunkedBody::signed(0).trailer("x-amz-a", 2));
    for (value, sentence) in [
        (None, "the body has a trailer, whose value is missing"),
        (Some("a"), "the trailer's value does not have the announced length"),
    ] {
        refused(chunks.clone().finish(value), "chunked-body", sentence);
    }
    let sentence = "the value of the trailer has white space at its ends or a control character";
    for value in ["\r\n", "a ", "a\n"] {
        refused(chunks.clone().finish(Some(value)), "chunked-body", sentence);
    }
    let sentence = "the trailer is a checksum that is made here, and has a value";
    let chunks = begin(ChunkedBody::signed(0).checksum(ChecksumAlgorithm::Crc32));
    refused(chunks.finish(Some("AAAAAA==")), "chunked-body", sentence);
}

#[test]
fn a_chunk_allocates_nothing() {
    let body = ChunkedBody::signed(3 * 65_536).checksum(ChecksumAlgorithm::Sha1);
    let (_, mut chunks) = bucket().put_object("a").sign_chunked(&signer("s3"), &body, now()).unwrap();
    let chunk = vec![1; 65_536];
    let allocations = measure(|| {
        for _ in 0..3 {
            assert!(!chunks.frame(&chunk).unwrap().before().is_empty());
        }
    });
    assert_eq!(allocations.count_total, 0);
}

#[test]
fn debug_shows_no_signature() {
    let documented: Documented = read("documented-s3");
    let (_, mut chunks) = sign(&documented, "chunked-seed", &ChunkedBody::signed(66_560));
    let frame = chunks.frame(&vec![b'a'; 65_536]).unwrap();
    assert_eq!(format!("{frame:?}"), "Frame { .. }");
    let shown = "ChunkSigner { form: \"STREAMING-AWS4-HMAC-SHA256-PAYLOAD\", left: 1024, .. }";
    assert_eq!(format!("{chunks:?}"), shown);
}

proptest! {
    #[test]
    fn the_length_is_known_beforehand(
        length in prop_oneof![0..70_000_usize, Just(8192), Just(16_384)],
        size in 8192..20_000_usize,
        is_signed: bool,
        multi_region: bool,
        has_trailer: bool,
    ) {
        let mut body =
            if is_signed { ChunkedBody::signed(length as u64) } else { ChunkedBody::unsigned(length as u64) };
        if has_trailer || !is_signed {
            body = body.checksum(ChecksumAlgorithm::Crc64Nvme);
        }
        let signer =
            if multi_region { Signer::multi_region(credentials(), "*", "s3").unwrap() } else { signer("s3") };
        let request = Request::put("https://example.com/a").unwrap();
        let (signed, chunks) = request.sign_chunked(&signer, &body.chunk_size(size), now()).unwrap();
        let sent = send(chunks, length, None);
        let content_length = sent.len().to_string();
        prop_assert_eq!(header(&signed, "content-length"), Some(content_length.as_str()));
    }
}
