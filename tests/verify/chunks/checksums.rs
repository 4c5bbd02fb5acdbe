//! Checksums of a body in chunks: those that the request declares are of what is in the chunks, and each is compared, as
//! those after the last chunk are.

use presign::verify::{Refusal, SignedRequest};
use presign::{Checksum, ChunkedBody, Request};

use super::upload::{FORMS, SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER, Upload, decode, open};
use crate::checksum_values::{BODY, VALUES, malformed, other};
use crate::fixtures::{now, signer};
use crate::server::{HOST, assert_refused, borrowed, policy, target};

const CHUNKS: [&[u8]; 2] = [b"hello", b" world"];

/// How a request states a checksum.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stated {
    Signed,
    Unsigned,
    Query,
}

/// What a body in this form becomes, with a checksum that the request declares.
fn receive(form: &str, stated: Stated, name: &str, value: &str) -> Result<Result<Vec<u8>, Refusal>, Refusal> {
    let url = format!("https://{HOST}/a.txt");
    let mut request = Request::put(&url).unwrap();
    match stated {
        Stated::Signed => request = request.header(name, value),
        Stated::Query => request = request.query(name, value),
        Stated::Unsigned => {}
    }
    let (body, trailer) = match form {
        SIGNED => (ChunkedBody::signed(BODY.len() as u64), None),
        SIGNED_TRAILER => (ChunkedBody::signed(BODY.len() as u64).trailer("x-amz-note", 1), Some("a")),
        _ => (ChunkedBody::unsigned(BODY.len() as u64).trailer("x-amz-note", 1), Some("a")),
    };
    let (signed, mut chunks) = request.sign_chunked(&signer("s3"), &body, now()).unwrap();
    let frame = chunks.frame(BODY).unwrap();
    let sent = [frame.before(), BODY, frame.after(), &chunks.finish(trailer).unwrap()].concat();
    let mut headers: Vec<_> = signed.headers().map(|(name, value)| (name.into(), value.into())).collect();
    headers.push(("host".into(), HOST.into()));
    if stated == Stated::Unsigned {
        headers.push((name.into(), value.into()));
    }
    let request = SignedRequest::parse("PUT", target(signed.url()), borrowed(&headers))?;
    let decoder = open(&request, &policy())?;
    let (decoded, result) = decode(decoder, sent.chunks(7));
    Ok(result.map(|_| decoded))
}

/// A header in every place where it may stand, and in every form of chunks.
fn stated() -> impl Iterator<Item = (&'static str, Stated, &'static str, &'static str)> {
    let places = [Stated::Signed, Stated::Unsigned, Stated::Query];
    let all = FORMS.into_iter().flat_map(move |form| places.map(|place| (form, place)));
    let all = all.flat_map(|(form, place)| VALUES.map(|(name, value)| (form, place, name, value)));
    all.filter(|(_, place, name, _)| *place != Stated::Unsigned || *name == "content-md5")
}

#[test]
fn every_declared_checksum_is_that_of_the_decoded_body() {
    for (form, place, name, value) in stated() {
        let what = format!("{form} {place:?} {name}");
        assert_eq!(receive(form, place, name, value), Ok(Ok(BODY.to_vec())), "{what}");
        let error = receive(form, place, name, &other(value)).unwrap().unwrap_err();
        let sentence = format!("the checksum in {name} is not that of the body in the chunks");
        assert_eq!((error.to_string(), error.code(), error.status()), (sentence, "BadDigest", 400), "{what}");
        for value in malformed(value) {
            let code = if name == "content-md5" { "InvalidDigest" } else { "InvalidRequest" };
            let refused = receive(form, place, name, &value).unwrap_err();
            assert_eq!((refused.code(), refused.status()), (code, 400), "{what} {value}");
        }
    }
}

#[test]
fn every_trailing_checksum_is_compared() {
    for form in [SIGNED_TRAILER, UNSIGNED_TRAILER] {
        for (name, value) in VALUES {
            let expected = vec![(name.to_owned(), value.to_owned())];
            assert_eq!(Upload::new(form, &CHUNKS, (name, value)).decode(7), (BODY.to_vec(), Ok(expected)));
            let (_, refused) = Upload::new(form, &CHUNKS, (name, &other(value))).decode(7);
            let error = refused.unwrap_err();
            let sentence = format!("the checksum in the trailing header {name} is not that of the body");
            assert_eq!((error.to_string(), error.code(), error.status()), (sentence, "BadDigest", 400));
            for value in malformed(value) {
                // A control character is refused before.
                let (_, refused) = Upload::new(form, &CHUNKS, (name, &value)).decode(7);
                let error = refused.unwrap_err();
                let length = Checksum::from_header(name, VALUES.iter().find(|(other, _)| *other == name).unwrap().1);
                let length = length.unwrap().as_bytes().len();
                let sentence = format!("the value of the trailing header {name} is not the base64 of {length} bytes");
                let code = if name == "content-md5" { "InvalidDigest" } else { "InvalidRequest" };
                assert_eq!((error.to_string(), error.code(), error.status()), (sentence, code, 400), "{value}");
            }
        }
    }
}

/// It could not be compared.
#[test]
fn a_trailing_checksum_of_an_unknown_algorithm_is_refused() {
    for form in [SIGNED_TRAILER, UNSIGNED_TRAILER] {
        for name in ["x-amz-checksum-crc16", "X-Amz-Checksum-", "x-amz-note,x-amz-checksum-blake3"] {
            let last = name.rsplit(',').next().unwrap().to_lowercase();
            let sentence = format!("{last} names a checksum algorithm that S3 does not have");
            let upload = Upload::request(form, "11", Some(name));
            assert_refused(upload.decoder(), &sentence, "InvalidRequest", 400);
        }
    }
}

/// Clients of minio-go leave `content-encoding: aws-chunked` out.
#[test]
fn the_header_content_encoding_is_not_needed() {
    for (body, trailer) in [
        (ChunkedBody::signed(11), None),
        (ChunkedBody::signed(11).trailer("x-amz-note", 1), Some("a")),
        (ChunkedBody::unsigned(11).trailer("x-amz-note", 1), Some("a")),
    ] {
        for coding in [None, Some("gzip")] {
            let url = format!("https://{HOST}/a.txt");
            let mut request = Request::put(&url).unwrap();
            if let Some(coding) = coding {
                request = request.header("content-encoding", coding);
            }
            let body = body.clone().without_content_encoding();
            let (signed, mut chunks) = request.sign_chunked(&signer("s3"), &body, now()).unwrap();
            let codings: Vec<_> = signed.headers().filter(|(name, _)| *name == "content-encoding").collect();
            assert_eq!(codings, coding.map(|coding| ("content-encoding", coding)).into_iter().collect::<Vec<_>>());
            let frame = chunks.frame(BODY).unwrap();
            let sent = [frame.before(), BODY, frame.after(), &chunks.finish(trailer).unwrap()].concat();
            let headers = signed.headers().chain([("host", HOST)]);
            let request = SignedRequest::parse("PUT", "/a.txt", headers).unwrap();
            let decoder = open(&request, &policy()).unwrap();
            let (decoded, result) = decode(decoder, sent.chunks(7));
            assert_eq!((decoded.as_slice(), result.is_ok()), (BODY, true));
        }
    }
}

#[test]
fn a_policy_can_demand_a_checksum_of_unsigned_chunks() {
    let demand = |mut upload: Upload| {
        upload.policy.checksum_required = true;
        upload.decoder().map(drop)
    };
    let sentence = "neither the signature nor a checksum says what the body is, and this server demands that one does";
    for trailer in [None, Some("x-amz-note"), Some("x-amz-checksum-type")] {
        assert_refused(demand(Upload::request(UNSIGNED_TRAILER, "11", trailer)), sentence, "InvalidRequest", 400);
    }
    for (name, _) in VALUES {
        assert_eq!(demand(Upload::request(UNSIGNED_TRAILER, "11", Some(&format!("x-amz-note, {name}")))), Ok(()));
    }
    assert_eq!(demand(Upload::request(SIGNED, "11", None)), Ok(()));
    assert_eq!(demand(Upload::request(SIGNED_TRAILER, "11", Some("x-amz-note"))), Ok(()));
    let mut upload = Upload::request(UNSIGNED_TRAILER, "11", None);
    upload.headers.push(("content-md5".into(), VALUES[0].1.into()));
    assert_eq!(demand(upload), Ok(()));
}

/// Whatever size is announced, memory is taken for what has arrived.
#[test]
fn no_announced_size_reserves_memory() {
    for max in [16 * 1024 * 1024, usize::MAX] {
        for size in ["ffffffffffffff", "ffffffffffffffff", "7fffffffffffffff", "1000000"] {
            let mut upload = Upload::request(SIGNED, &u64::MAX.to_string(), None);
            upload.policy.max_chunk = max;
            let line = format!("{size};chunk-signature={}\r\nhello", "0".repeat(64));
            let mut decoder = upload.decoder().unwrap();
            let mut result = Ok(());
            let kept = allocation_counter::measure(|| {
                for mut piece in line.as_bytes().chunks(9) {
                    result =
                        result.clone().and_then(|()| decoder.decode(&mut piece).map(|bytes| assert_eq!(bytes, None)));
                }
            });
            assert!(kept.bytes_max <= 20_000, "{size}: {kept:?}");
            let is_allowed = u64::from_str_radix(size, 16).unwrap() <= max as u64;
            assert_eq!(result.is_ok(), is_allowed, "{size}: {result:?}");
            if is_allowed {
                let sentence = "the body ends before the last chunk and the line after it";
                assert_refused(decoder.finish(), sentence, "IncompleteBody", 400);
            }
        }
    }
}
