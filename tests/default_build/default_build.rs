//! Checksums without the feature `checksums`: three algorithms are compared, and a body with a checksum of another is
//! refused, wherever the checksum is declared.

use std::time::Duration;

use presign::verify::{BodyDecoder, Payload, Policy, Refusal, SignedRequest};
use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};

#[path = "../support/src/checksum_values.rs"]
mod checksum_values;

use checksum_values::{BODY, VALUES, malformed, other};

/// What MD5 and SHA-2 compute, which the library has for other uses.
const COMPARED: [&str; 4] = ["content-md5", "x-amz-checksum-md5", "x-amz-checksum-sha256", "x-amz-checksum-sha512"];

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn signer() -> Signer {
    Signer::new(credentials(), "us-east-1", "s3").unwrap()
}

fn policy() -> Policy {
    Policy::new("us-east-1", "s3")
}

/// A presigned upload with this checksum in a signed header or in the query.
fn presigned(name: &str, value: &str, in_query: bool) -> SignedRequest {
    let request = Request::put("https://h/k").unwrap();
    let request = if in_query { request.query(name, value) } else { request.header(name, value) };
    let url = request.presign(&signer(), Duration::from_secs(60), now()).unwrap();
    let target = url.as_str().strip_prefix("https://h").unwrap();
    SignedRequest::parse("PUT", target, url.headers().chain([("host", "h")])).unwrap()
}

fn verify(request: &SignedRequest) -> Result<(Payload, BodyDecoder), Refusal> {
    request.verify(&credentials(), now(), &policy()).map(|(verified, body)| (verified.payload().clone(), body))
}

fn assert_not_compared<T>(result: Result<T, Refusal>, name: &str) {
    let error = result.err().expect(name);
    let sentence = format!(
        "the checksum in {name} cannot be compared with the body: that needs the feature checksums of this crate"
    );
    assert_eq!((error.to_string(), error.code(), error.status()), (sentence, "NotImplemented", 501));
}

#[test]
fn a_declared_checksum_is_compared_or_its_body_refused() {
    for (name, value) in VALUES {
        for in_query in [false, true] {
            let request = presigned(name, value, in_query);
            let before = verify(&request.clone().body(BODY)).map(drop);
            if !COMPARED.contains(&name) {
                assert_not_compared(verify(&request), name);
                assert_not_compared(before, name);
                continue;
            }
            let (payload, body) = verify(&request).unwrap();
            assert!(matches!(&payload, Payload::Checksums { checksums, .. } if checksums[0].1.to_string() == value));
            assert_eq!((body.read(BODY).map(drop), before), (Ok(()), Ok(())));
            let (_, body) = verify(&presigned(name, &other(value), in_query)).unwrap();
            assert_eq!(body.read(BODY), Err(Refusal::Checksum(name.into())));
            for value in malformed(value).iter().filter(|_| in_query) {
                let error = verify(&presigned(name, value, true)).unwrap_err().to_string();
                assert!(error.starts_with(&format!("the value of {name} is not the base64 of ")), "{error}");
            }
        }
    }
}

/// A body in chunks, with a checksum that the request declares or one after the last chunk.
fn in_chunks(name: &str, value: &str, is_trailing: bool) -> Result<Result<Vec<u8>, String>, Refusal> {
    let mut request = Request::put("https://h/k").unwrap();
    let mut body = ChunkedBody::signed(BODY.len() as u64);
    if is_trailing {
        body = body.trailer(name, value.len());
    } else {
        request = request.header(name, value);
    }
    let (signed, mut frames) = request.sign_chunked(&signer(), &body, now()).unwrap();
    let frame = frames.frame(BODY).unwrap();
    let end = frames.finish(is_trailing.then_some(value)).unwrap();
    let sent = [frame.before(), BODY, frame.after(), &end].concat();
    let request = SignedRequest::parse("PUT", "/k", signed.headers().chain([("host", "h")])).unwrap();
    let (_, body) = verify(&request)?;
    Ok(body.read(&sent).map(Into::into).map_err(|error| error.code().into()))
}

#[test]
fn a_checksum_of_a_body_in_chunks_is_compared_or_the_body_refused() {
    for (name, value) in VALUES {
        for is_trailing in [false, true] {
            if COMPARED.contains(&name) {
                assert_eq!(in_chunks(name, value, is_trailing), Ok(Ok(BODY.to_vec())));
                assert_eq!(in_chunks(name, &other(value), is_trailing), Ok(Err("BadDigest".into())));
            } else {
                assert_not_compared(in_chunks(name, value, is_trailing), name);
            }
        }
    }
}
