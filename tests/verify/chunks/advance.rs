//! A body whose pieces the server owns: nothing is copied, and nothing is given out before it is verified.

use std::collections::VecDeque;

use bytes::Bytes;
use presign::verify::{BodyDecoder, Refusal};
use proptest::prelude::*;

use super::upload::{FORMS, SIGNED, Trailers, UNSIGNED_TRAILER, Upload, decode};
use crate::server::assert_refused;

const NOTE: (&str, &str) = ("x-amz-note", "a");

/// What is given out of a body in these pieces, even before an error, and the most bytes that were kept.
fn advance(mut decoder: BodyDecoder, pieces: Vec<Bytes>) -> (Vec<u8>, Result<Trailers, Refusal>, usize) {
    let (mut kept, mut given, mut most) = (VecDeque::new(), Vec::new(), 0);
    for mut piece in pieces {
        let whole = piece.clone();
        while !piece.is_empty() {
            let found = match decoder.advance(&piece) {
                Ok(found) => found,
                Err(refusal) => {
                    assert_eq!(decoder.advance(b""), Err(refusal.clone()));
                    return (given, Err(refusal), most);
                }
            };
            assert!(found.framing + found.object > 0, "no way forward");
            drop(piece.split_to(found.framing));
            let bytes = piece.split_to(found.object);
            assert!(bytes.is_empty() || whole.as_ptr_range().contains(&bytes.as_ptr()));
            kept.push_back(bytes);
            if found.is_verified {
                kept.drain(..).for_each(|bytes| given.extend_from_slice(&bytes));
            }
            most = most.max(kept.iter().map(Bytes::len).sum());
        }
    }
    (given, decoder.finish(), most)
}

fn cut(body: &[u8], length: usize) -> Vec<Bytes> {
    body.chunks(length.max(1)).map(Bytes::copy_from_slice).collect()
}

#[test]
fn every_form_is_decoded_in_pieces_of_every_length() {
    for form in FORMS {
        let upload = Upload::hello(form);
        for length in 1..=upload.body.len() {
            let (given, result, most) = advance(upload.decoder().unwrap(), cut(&upload.body, length));
            assert_eq!((given, result), upload.decode(length), "{form} {length}");
            // The longest chunk, ` world`.
            assert!(most <= 6 && (form != UNSIGNED_TRAILER || most == 0), "{form} {length} {most}");
        }
    }
}

#[test]
fn no_byte_of_a_chunk_that_was_changed_is_given_out() {
    let upload = Upload::hello(SIGNED).with("hello", "hellO");
    for length in [1, 3, 1000] {
        let (given, result, _) = advance(upload.decoder().unwrap(), cut(&upload.body, length));
        assert!(given.is_empty());
        assert_refused(result, "the signature of chunk 1 does not match", "SignatureDoesNotMatch", 403);
    }
}

#[test]
fn a_chunk_is_read_in_one_way() {
    let upload = Upload::hello(SIGNED);
    let at = upload.body.windows(5).position(|bytes| bytes == b"hello").unwrap();
    let sentence = "the body is decoded in two ways at once, by `decode` and by `advance`";
    for end in [at + 1, at + 4] {
        let mut decoder = upload.decoder().unwrap();
        assert_eq!(decoder.decode(&mut &upload.body[..end]), Ok(None));
        assert_refused(decoder.advance(&upload.body[end..]), sentence, "InternalError", 500);
        let mut decoder = upload.decoder().unwrap();
        assert!(!decoder.advance(&upload.body[..end]).unwrap().is_verified);
        assert_refused(decoder.decode(&mut &upload.body[end..]).map(drop), sentence, "InternalError", 500);
    }
}

#[test]
fn a_body_without_chunks_is_given_out_as_it_comes() {
    let request = presign::Request::put("https://h/a").unwrap().body("hello");
    let signed = request.sign(&crate::fixtures::signer("s3"), crate::fixtures::now()).unwrap();
    let headers: Vec<_> = signed.headers().chain([("host", "h")]).collect();
    let request = presign::verify::SignedRequest::parse("PUT", "/a", headers).unwrap();
    let open = || super::upload::open(&request, &crate::server::policy()).unwrap();
    assert_eq!(advance(open(), cut(b"hello", 2)), (b"hello".to_vec(), Ok(vec![]), 0));
    assert_eq!(advance(open(), cut(b"hellO", 2)).1, Err(Refusal::Body));
}

proptest! {
    /// The two ways give the same bytes and the same refusal, whatever was changed and however it is cut.
    #[test]
    fn both_ways_are_one(
        form in 0..3_usize, lengths in prop::collection::vec(1..400_usize, 1..4),
        sizes in prop::collection::vec(0..300_usize, 0..4), change in any::<Option<(usize, u8)>>(),
    ) {
        let chunks: Vec<Vec<u8>> = sizes.iter().filter(|size| **size > 0).map(|size| vec![7; *size]).collect();
        let mut upload = Upload::new(FORMS[form], &chunks.iter().map(Vec::as_slice).collect::<Vec<_>>(), NOTE);
        if let Some((at, byte)) = change {
            let at = at % upload.body.len();
            upload.body[at] = byte;
        }
        let (mut pieces, mut rest, mut lengths) = (Vec::new(), &upload.body[..], lengths.iter().cycle());
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.len().min(*lengths.next().unwrap()));
            pieces.push(Bytes::copy_from_slice(piece));
            rest = after;
        }
        let expected = decode(upload.decoder().unwrap(), pieces.iter().map(|piece| &piece[..]));
        let (given, result, _) = advance(upload.decoder().unwrap(), pieces.clone());
        prop_assert_eq!(result, expected.1);
        prop_assert_eq!(given, expected.0);
    }
}
