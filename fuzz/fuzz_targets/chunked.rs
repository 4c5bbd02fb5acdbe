//! What the targets on bodies in chunks do, with the signer that each has.

use allocation_counter::measure;
use libfuzzer_sys::arbitrary;
use presign::verify::{BodyDecoder, Policy, Refusal, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Request, Signer, SigningKey, Timestamp};

#[derive(Debug, arbitrary::Arbitrary)]
pub(crate) struct Input<'a> {
    /// The object is this, as many times: long enough for several chunks.
    repeated: &'a [u8],
    times: u8,
    is_signed: bool,
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
/// At least what S3 wants of a chunk that is not the last.
const CHUNK_SIZE: usize = 8192;

/// When everything is signed, so that no input derives a key.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

/// Any body in chunks is decoded or refused, with the same result however it is cut, and with no more memory than the
/// policy says. What is signed is decoded, and nothing is given out that was not signed.
pub(crate) fn check(input: &Input<'_>, signer: &Signer, key: &SigningKey) {
    let object = input.repeated.repeat(input.times.into());
    let length = object.len() as u64;
    let mut form = if input.is_signed { ChunkedBody::signed(length) } else { ChunkedBody::unsigned(length) };
    form = form.chunk_size(CHUNK_SIZE);
    if input.has_trailer || !input.is_signed {
        form = form.checksum(ChecksumAlgorithm::Crc32C);
    }
    let request = Request::put("https://h/k").expect("a good URL");
    let (sent, mut chunks) = request.sign_chunked(signer, &form, now()).expect("a good request");
    let mut body = Vec::new();
    for chunk in object.chunks(CHUNK_SIZE) {
        let frame = chunks.frame(chunk).expect("the next chunk");
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(chunks.finish(None).expect("the end"));

    let request = SignedRequest::parse("PUT", "/k", sent.headers().chain([("host", "h")])).expect("a good request");
    let mut policy = Policy::new("us-east-1", "s3");
    policy.max_chunk = input.max_chunk.into();
    let (_, decoder) = request.verify(key, now(), &policy).expect("a good request");
    // The policy limits what is kept until it is verified: chunks that are signed.
    let fits = !input.is_signed || object.len().min(CHUNK_SIZE) <= policy.max_chunk;
    let (decoded, trailers) = decode_whole(decoder.clone(), &body);
    assert_eq!(trailers.is_ok(), fits, "{trailers:?}");
    assert!(!fits || decoded == object);
    compare_in_pieces(&decoder, &body, &input.pieces, &(decoded, trailers), policy.max_chunk);

    let at = input.at % (body.len() + 1);
    let end = body.len().min(at + usize::from(input.removed));
    body.splice(at..end, input.inserted.iter().copied());
    for body in [&body, input.inserted] {
        let whole = decode_whole(decoder.clone(), body);
        assert!(!input.is_signed || object.starts_with(&whole.0));
        assert!(whole.1.is_err() || whole.0 == object);
        compare_in_pieces(&decoder, body, &input.pieces, &whole, policy.max_chunk);
    }
}

type Trailers = Result<Vec<(String, String)>, Refusal>;

fn decode_whole(mut decoder: BodyDecoder, mut body: &[u8]) -> (Vec<u8>, Trailers) {
    let mut decoded = Vec::new();
    loop {
        match decoder.decode(&mut body) {
            Ok(Some(bytes)) => decoded.extend_from_slice(bytes),
            Ok(None) => return (decoded, decoder.finish()),
            Err(error) => return (decoded, Err(error)),
        }
    }
}

/// Decodes the body in pieces: the result is that of the whole body, and no more is kept than the policy says.
fn compare_in_pieces(decoder: &BodyDecoder, body: &[u8], pieces: &[u8], whole: &(Vec<u8>, Trailers), max_chunk: usize) {
    let (mut decoder, mut expected) = (decoder.clone(), whole.0.as_slice());
    let mut error = None;
    let kept = measure(|| {
        'body: for mut piece in cut(body, pieces) {
            loop {
                match decoder.decode(&mut piece) {
                    Ok(Some(bytes)) => expected = expected.strip_prefix(bytes).expect("the next bytes of the whole"),
                    Ok(None) => break,
                    Err(refusal) => {
                        error = Some(refusal);
                        break 'body;
                    }
                }
            }
        }
    });
    assert!(kept.bytes_max <= max_chunk as u64 + BESIDES, "{}", kept.bytes_max);
    assert!(expected.is_empty());
    assert_eq!(error.map_or_else(|| decoder.finish(), Err), whole.1);
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
