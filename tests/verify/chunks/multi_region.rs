//! Chunks that are signed with SigV4a.

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Request, Signer, SigningKey, VerifyingKey};

use super::upload::decode;
use crate::fixtures::{credentials, now};
use crate::server::{assert_refused, borrowed};

/// Headers and body of an upload of `aaa…` in chunks of 8 KiB.
fn upload(length: usize, has_trailer: bool) -> (Vec<(String, String)>, Vec<u8>) {
    let signer = Signer::multi_region(credentials(), "*", "s3").unwrap();
    let mut body = ChunkedBody::signed(length as u64).chunk_size(8192);
    if has_trailer {
        body = body.checksum(ChecksumAlgorithm::Sha256);
    }
    let request = Request::put("https://h/a").unwrap();
    let (signed, mut chunks) = request.sign_chunked(&signer, &body, now()).unwrap();
    let mut sent = Vec::new();
    for chunk in vec![b'a'; length].chunks(8192) {
        let frame = chunks.frame(chunk).unwrap();
        sent.extend([frame.before(), chunk, frame.after()].concat());
    }
    sent.extend(chunks.finish(None).unwrap());
    let headers = signed.headers().chain([("host", "h")]);
    (headers.map(|(name, value)| (name.into(), value.into())).collect(), sent)
}

#[test]
fn chunks_are_verified_with_every_kind_of_key() {
    let policy = Policy::new("eu-west-1", "s3");
    for has_trailer in [false, true] {
        let (headers, body) = upload(10_000, has_trailer);
        let request = SignedRequest::parse("PUT", "/a", borrowed(&headers)).unwrap();
        let key = SigningKey::derive(&credentials(), request.scope());
        let public = VerifyingKey::derive(&credentials());
        for verified in [request.verify(&key, now(), &policy), request.verify(&public, now(), &policy)] {
            let (decoded, trailers) = decode(verified.unwrap().1, body.chunks(1000));
            assert!(decoded == [b'a'; 10_000]);
            assert_eq!(trailers.unwrap().len(), usize::from(has_trailer));
        }
        let other = VerifyingKey::derive(&presign::Credentials::new("AKIDEXAMPLE", "another"));
        let refused = request.verify(&other, now(), &policy);
        assert_eq!(refused.err(), Some(Refusal::SignatureMismatch));
    }
}

/// The Common Runtime writes 144 characters, whatever the length of the signature.
#[test]
fn signatures_are_padded() {
    let (headers, body) = upload(3, true);
    let text = String::from_utf8(body.clone()).unwrap();
    let signatures: Vec<_> = text.lines().filter_map(|line| line.split_once("signature")).collect();
    assert_eq!(signatures.len(), 3);
    for (_, signature) in signatures {
        assert_eq!(signature.len(), 1 + 144);
        assert!(signature.trim_end_matches('*')[1..].bytes().all(|byte| byte.is_ascii_hexdigit()), "{signature}");
    }
    let form = headers.iter().find(|(name, _)| name == "x-amz-content-sha256").unwrap();
    assert_eq!(form.1, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER");

    let request = SignedRequest::parse("PUT", "/a", borrowed(&headers)).unwrap();
    let key = VerifyingKey::derive(&credentials());
    let (_, decoder) = request.verify(&key, now(), &Policy::new("eu-west-1", "s3")).unwrap();
    let changed = text.replacen("aaa", "aab", 1);
    let (_, result) = decode(decoder.clone(), changed.as_bytes().chunks(9));
    assert_refused(result, "the signature of chunk 1 does not match", "SignatureDoesNotMatch", 403);
    let unpadded = text.replacen('*', "", 1);
    if unpadded != text {
        let (_, result) = decode(decoder, unpadded.as_bytes().chunks(9));
        let sentence = "the signature of a chunk is not 64 lower-case hexadecimal digits, or 144 characters of SigV4a";
        assert_refused(result, sentence, "InvalidRequest", 400);
    }
}
