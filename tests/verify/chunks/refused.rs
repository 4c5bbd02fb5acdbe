//! What attackers try with the chunks of an upload, each refused with its sentence, S3's code and S3's status.

use super::upload::{SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER, Upload, sign_chunk, sign_trailer};
use crate::server::assert_refused;

/// Asserts the refusal, however the body is cut, and that only these bytes were given before.
#[track_caller]
fn refused(upload: &Upload, given: &str, sentence: &str, code: &str, status: u16) {
    for piece in [1, 2, 16, 100, upload.body.len().max(1)] {
        let (decoded, result) = upload.decode(piece);
        let error = result.expect_err(sentence);
        assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
        assert_eq!(String::from_utf8(decoded).unwrap(), given);
    }
}

#[track_caller]
fn malformed(upload: &Upload, given: &str, sentence: &str) {
    refused(upload, given, sentence, "InvalidRequest", 400);
}

#[track_caller]
fn incomplete(upload: &Upload, given: &str, sentence: &str) {
    refused(upload, given, sentence, "IncompleteBody", 400);
}

#[track_caller]
fn malformed_trailer(upload: &Upload, sentence: &str) {
    refused(upload, "hello world", sentence, "MalformedTrailerError", 400);
}

#[track_caller]
fn mismatch(upload: &Upload, given: &str, sentence: &str) {
    refused(upload, given, sentence, "SignatureDoesNotMatch", 403);
}

#[test]
fn a_size_that_is_not_hexadecimal() {
    for size in ["", "g", "+5", "-5", " 5", "5 ", "0x5", "5,", "5\n", "00000000000000005", "٥"] {
        for form in [SIGNED, UNSIGNED_TRAILER] {
            let upload = Upload::hello(form).with("5", size);
            malformed(&upload, "", "the size of a chunk is not a hexadecimal number");
        }
    }
}

#[test]
fn a_line_without_end() {
    let upload = Upload::hello(SIGNED).with("5", &"5".repeat(2000));
    malformed(&upload, "", "a line between the chunks is longer than 1024 bytes");
    let upload = Upload::hello(UNSIGNED_TRAILER).with("note:", &format!("note:{}", "a".repeat(1024)));
    malformed(&upload, "hello world", "a line between the chunks is longer than 1024 bytes");
}

#[test]
fn extensions() {
    let sentence = "a chunk has an extension, which is not signed";
    for (from, to) in [
        (";chunk-signature=", ";a=b;chunk-signature="),
        (";chunk-signature=", ";Chunk-Signature="),
        (";chunk-signature=", "; chunk-signature="),
        ("\r\nhello", ";a=b\r\nhello"),
        ("\r\nhello", ";\r\nhello"),
    ] {
        malformed(&Upload::hello(SIGNED).with(from, to), "", sentence);
    }
    for extension in [";", ";a=b", ";chunk-signature=0"] {
        let upload = Upload::hello(UNSIGNED_TRAILER).with("5\r\n", &format!("5{extension}\r\n"));
        malformed(&upload, "", sentence);
    }
}

#[test]
fn chunks_without_signatures_among_signed_ones() {
    for form in [SIGNED, SIGNED_TRAILER] {
        let unsigned = Upload { body: Upload::hello(UNSIGNED_TRAILER).body, ..Upload::hello(form) };
        malformed(&unsigned, "", "a chunk has no signature");
    }
}

#[test]
fn signatures_that_are_none() {
    let sentence = "the signature of a chunk is not 64 lower-case hexadecimal digits, or 144 characters of SigV4a";
    let upload = Upload::hello(SIGNED);
    let signature = sign_chunk(&upload.signature(), b"hello");
    for other in
        [&signature[1..], &format!("{signature}0"), &signature.to_uppercase(), &"g".repeat(64), &"*".repeat(64)]
    {
        malformed(&upload.clone().with(&signature, other), "", sentence);
    }
    let padded = format!("{}**", &signature[2..]);
    malformed(&upload.with(&signature, &padded), "", sentence);
}

#[test]
fn other_bytes_than_signed() {
    let upload = Upload::hello(SIGNED);
    mismatch(&upload.clone().with("hello", "hellO"), "", "the signature of chunk 1 does not match");
    mismatch(&upload.clone().with(" world", " World"), "hello", "the signature of chunk 2 does not match");
    let last = sign_chunk(&"0".repeat(64), b"");
    let end = upload.body.len() - 4 - 64;
    let body = [&upload.body[..end], last.as_bytes(), b"\r\n\r\n"].concat();
    mismatch(&Upload { body, ..upload }, "hello world", "the signature of chunk 3 does not match");
}

/// Chunks that are signed, but not after these: in another order, twice, or of another upload.
#[test]
fn other_signatures_before() {
    let chunks: [&[u8]; 2] = [b"hello", b"world"];
    let upload = Upload::new(SIGNED, &chunks, ("", ""));
    let length = upload.body.windows(2).position(|pair| pair == b"\r\n").unwrap() + 2 + 5 + 2;
    let (first, rest) = upload.body.split_at(length);
    let (second, end) = rest.split_at(length);
    for (body, given, sentence) in [
        ([second, first, end].concat(), "", "the signature of chunk 1 does not match"),
        ([first, first, end].concat(), "hello", "the signature of chunk 2 does not match"),
    ] {
        mismatch(&Upload { body, ..upload.clone() }, given, sentence);
    }
    // Signed by the same key at the same time, for a request of another length.
    let of_another = Upload::new(SIGNED, &[b"hello", b"world", b"!"], ("", ""));
    let body = Upload { body: of_another.body, ..upload };
    mismatch(&body, "", "the signature of chunk 1 does not match");
}

#[test]
fn a_chunk_that_is_too_long() {
    let mut upload = Upload::hello(SIGNED);
    assert_eq!(upload.policy.max_chunk, 16 << 20, "the default, which is documented");
    upload.policy.max_chunk = 5;
    refused(&upload, "hello", "a chunk has 6 bytes: at most 5 bytes are allowed", "InvalidChunkSizeError", 403);
    upload.policy.max_chunk = 6;
    assert!(upload.decode(1).1.is_ok());
    // Nothing of it is kept.
    let mut upload = Upload::hello(UNSIGNED_TRAILER);
    upload.policy.max_chunk = 0;
    assert!(upload.decode(1).1.is_ok());
}

#[test]
fn chunks_whose_lengths_do_not_add_up() {
    let more = "the chunks have more bytes than x-amz-decoded-content-length says";
    let fewer = "the chunks have fewer bytes than x-amz-decoded-content-length says";
    for (length, given, sentence) in [("4", "", more), ("10", "hello", more), ("12", "hello world", fewer)] {
        let mut upload = Upload::request(UNSIGNED_TRAILER, length, Some("x-amz-note"));
        upload.body = Upload::hello(UNSIGNED_TRAILER).body;
        incomplete(&upload, given, sentence);
    }
    incomplete(&Upload::hello(UNSIGNED_TRAILER).with("5", "ffffffffffffffff"), "", more);
    let early = Upload::hello(SIGNED);
    let signature = sign_chunk(&early.signature(), b"");
    let body = format!("0;chunk-signature={signature}\r\n\r\n").into_bytes();
    incomplete(&Upload { body, ..early }, "", fewer);
}

#[test]
fn a_size_that_is_not_the_chunks() {
    let sentence = "a chunk does not end where its size says";
    incomplete(&Upload::hello(UNSIGNED_TRAILER).with("5", "4"), "hell", sentence);
    incomplete(&Upload::hello(UNSIGNED_TRAILER).with("hello\r\n", "hello\n"), "hello", sentence);
    incomplete(&Upload::hello(SIGNED).with("hello\r\n", "hello\r\r\n"), "hello", sentence);
}

#[test]
fn a_body_that_breaks_off() {
    let sentence = "the body ends before the last chunk and the line after it";
    for form in [SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER] {
        let upload = Upload::hello(form);
        for length in 0..upload.body.len() {
            let body = upload.body[..length].to_vec();
            for piece in [1, length.max(1)] {
                let (_, result) = Upload { body: body.clone(), ..upload.clone() }.decode(piece);
                assert_refused(result, sentence, "IncompleteBody", 400);
            }
        }
        incomplete(&Upload { body: Vec::new(), ..upload }, "", sentence);
    }
}

#[test]
fn bytes_after_the_end() {
    for form in [SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER] {
        let upload = Upload::hello(form);
        for more in [&b"\r\n"[..], b"0", b"PUT / HTTP/1.1\r\n"] {
            let body = [&upload.body[..], more].concat();
            let upload = Upload { body, ..upload.clone() };
            incomplete(&upload, "hello world", "there are bytes after the end of the chunks");
        }
    }
}

#[test]
fn trailers_that_are_malformed() {
    let upload = Upload::hello(UNSIGNED_TRAILER);
    for line in ["x-amz-note", ":a", "x amz:a", "x-amz-note:a\u{7f}", "x-amz-note:a\rb", "x-amz-note:\n\n", " :"] {
        malformed_trailer(&upload.clone().with("x-amz-note:a", line), "a trailing header is malformed");
    }
    let at = upload.body.len() - 5;
    let mut body = upload.body.clone();
    body[at] = 0xff;
    malformed_trailer(&Upload { body, ..upload }, "a trailing header is malformed");
}

#[test]
fn trailers_that_were_not_announced() {
    for form in [SIGNED_TRAILER, UNSIGNED_TRAILER] {
        let upload = Upload::hello(form).with("x-amz-note:", "x-amz-acl:");
        malformed_trailer(&upload, "the trailing header x-amz-acl was not announced by x-amz-trailer");
    }
    let sentence = "the trailing header x-amz-trailer-signature was not announced by x-amz-trailer";
    let upload = Upload::hello(UNSIGNED_TRAILER).with("x-amz-note:", "x-amz-trailer-signature:");
    malformed_trailer(&upload, sentence);
    // A form without trailers has none, even if they are announced.
    let mut upload = Upload::hello(SIGNED);
    let end = upload.body.len() - 2;
    upload.body.truncate(end);
    upload.body.extend(b"x-amz-note:a\r\n\r\n");
    malformed_trailer(&upload, "the trailing header x-amz-note was not announced by x-amz-trailer");
}

#[test]
fn trailers_that_come_twice_or_not_at_all() {
    let upload = Upload::hello(UNSIGNED_TRAILER);
    let twice = upload.clone().with("x-amz-note:a\r\n", "x-amz-note:a\r\nX-Amz-Note:b\r\n");
    malformed_trailer(&twice, "the trailing header x-amz-note is repeated");
    let missing = upload.with("x-amz-note:a\r\n", "");
    let sentence = "the trailing header x-amz-note was announced by x-amz-trailer, but was not sent";
    malformed_trailer(&missing, sentence);
}

#[test]
fn trailers_that_are_not_signed() {
    let upload = Upload::hello(SIGNED_TRAILER);
    let body = String::from_utf8(upload.body.clone()).unwrap();
    let line = body.lines().find(|line| line.starts_with("x-amz-trailer-signature:")).unwrap();
    let without = upload.clone().with(&format!("{line}\r\n"), "");
    malformed_trailer(&without, "the trailing headers have no x-amz-trailer-signature");
    let twice = upload.clone().with(line, &format!("{line}\r\n{line}"));
    malformed_trailer(&twice, "a trailing header is malformed");
    let before = upload.clone().with(&format!("x-amz-note:a\r\n{line}"), &format!("{line}\r\nx-amz-note:a"));
    mismatch(&before, "hello world", "the signature of the trailing headers does not match");
    let changed = upload.clone().with("x-amz-note:a", "x-amz-note:b");
    mismatch(&changed, "hello world", "the signature of the trailing headers does not match");
    // Signed, but after the request instead of the last chunk.
    let other = sign_trailer(&upload.signature(), "x-amz-note:a\n");
    let other = upload.with(line, &format!("x-amz-trailer-signature:{other}"));
    mismatch(&other, "hello world", "the signature of the trailing headers does not match");
}
