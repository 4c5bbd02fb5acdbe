//! Any body in chunks is decoded or refused, with the same result however it is cut, and with no more memory than the policy
//! says. What is signed is decoded, and nothing is given out that was not signed.

#![no_main]

use allocation_counter::measure;
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{BodyDecoder, Policy, Refusal, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Request, Signer, SigningKey, Timestamp};

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    object: &'a [u8],
    is_signed: bool,
    is_ecdsa: bool,
    has_trailer: bool,
    /// Where the good body is changed, how many bytes are taken out, and what is put there.
    at: usize,
    removed: u8,
    inserted: &'a [u8],
    /// The lengths of the pieces, in turn.
    pieces: Vec<u8>,
    max_chunk: u16,
}

/// The line, the trailing headers and the lists of them.
const BESIDES: u64 = 8 * 1024;

fuzz_target!(|input: Input<'_>| {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let signer = if input.is_ecdsa {
        Signer::multi_region(credentials.clone(), "us-*", "s3")
    } else {
        Signer::new(credentials.clone(), "us-east-1", "s3")
    };
    let signer = signer.expect("good credentials");
    let now = Timestamp::parse("20150830T123600Z").expect("a time");
    let length = input.object.len() as u64;
    let mut form = if input.is_signed { ChunkedBody::signed(length) } else { ChunkedBody::unsigned(length) };
    form = form.chunk_size(8192);
    if input.has_trailer || !input.is_signed {
        form = form.checksum(ChecksumAlgorithm::Crc32C);
    }
    let request = Request::put("https://h/k").expect("a good URL");
    let (sent, mut chunks) = request.sign_chunked(&signer, &form, now).expect("a good request");
    let mut body = Vec::new();
    for chunk in input.object.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).expect("the next chunk");
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(chunks.finish(None).expect("the end"));

    let request = SignedRequest::parse("PUT", "/k", sent.headers().chain([("host", "h")])).expect("a good request");
    let key = SigningKey::derive(&credentials, request.scope());
    let mut policy = Policy::new("us-east-1", "s3");
    let (_, decoder) = request.verify(&key, now, &policy).expect("a good request");
    let (decoded, trailers) = decode(decoder.clone(), &body, &input.pieces);
    assert!(decoded == input.object && trailers.is_ok());

    let at = input.at % (body.len() + 1);
    let end = body.len().min(at + usize::from(input.removed));
    body.splice(at..end, input.inserted.iter().copied());
    policy.max_chunk = input.max_chunk.into();
    for body in [&body, input.inserted] {
        let (_, decoder) = request.verify(&key, now, &policy).expect("a good request");
        let whole = decode(decoder.clone(), body, &[]);
        assert_eq!(decode(decoder.clone(), body, &input.pieces), whole);
        assert!(!input.is_signed || input.object.starts_with(&whole.0));
        assert!(whole.1.is_err() || whole.0 == input.object);
        let mut counted = decoder.clone();
        let kept = measure(|| {
            for mut piece in cut(body, &input.pieces) {
                while let Ok(Some(_)) = counted.decode(&mut piece) {}
            }
        });
        assert!(kept.bytes_max <= u64::from(input.max_chunk) + BESIDES, "{}", kept.bytes_max);
    }
});

type Decoded = (Vec<u8>, Result<Vec<(String, String)>, Refusal>);

fn decode(mut decoder: BodyDecoder, body: &[u8], pieces: &[u8]) -> Decoded {
    let mut decoded = Vec::new();
    for mut piece in cut(body, pieces) {
        loop {
            match decoder.decode(&mut piece) {
                Ok(Some(bytes)) => decoded.extend_from_slice(bytes),
                Ok(None) => break,
                Err(error) => return (decoded, Err(error)),
            }
        }
    }
    (decoded, decoder.finish())
}

/// The body in pieces of these lengths, or in one.
fn cut<'a>(mut body: &'a [u8], pieces: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut lengths = pieces.iter().filter(|length| **length > 0).map(|length| usize::from(*length)).cycle();
    std::iter::from_fn(move || {
        let length = lengths.next().unwrap_or(body.len()).min(body.len());
        let (piece, rest) = body.split_at(length);
        body = rest;
        (!piece.is_empty()).then_some(piece)
    })
}
