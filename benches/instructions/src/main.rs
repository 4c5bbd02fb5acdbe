//! Signs one URL a thousand times, or verifies one, a request or a chunk as often, to be counted by callgrind: see
//! `benches/instructions/run`.
//!
//! Timings depend on what else the machine does; the number of instructions does not.

use std::hint::black_box;
use std::time::Duration;

use presign::s3::Bucket;
use presign::verify::{BodyDecoder, Keyring, Policy, Refusal, SignedRequest};
use presign::{ChunkedBody, Credentials, Error, HeaderSignedRequest, Request, Signer, Timestamp};

const EXPIRES_IN: Duration = Duration::from_secs(36_000);
const HOST: &str = "presignedurldemo.s3.ap-southeast-1.amazonaws.com";
const URLS: usize = 1000;
/// The chunks of a body, and the bytes of a chunk: as few as S3 accepts.
const CHUNKS: usize = 10;
const CHUNK: usize = 8192;

fn noon(day: &str) -> Result<Timestamp, Error> {
    Timestamp::parse(&format!("{day}T120000Z"))
}

/// The ordinary call of S3, from key to `PresignedUrl`.
#[inline(never)]
fn s3_warm(bucket: &Bucket, signer: &Signer) -> Result<(), Error> {
    let now = noon("20150830")?;
    for _ in 0..URLS {
        black_box(bucket.put_object(black_box("example.txt")).presign(signer, EXPIRES_IN, now)?);
    }
    Ok(())
}

/// The same, on two days in turn: a signer keeps its first day and one more, so each URL derives a signing key.
#[inline(never)]
fn s3_cold(bucket: &Bucket, signer: &Signer) -> Result<(), Error> {
    let days = [noon("20150831")?, noon("20150901")?];
    for now in days.into_iter().cycle().take(URLS) {
        black_box(bucket.put_object(black_box("example.txt")).presign(signer, EXPIRES_IN, now)?);
    }
    Ok(())
}

/// A request that was made once, signed into a text that is used again and again.
#[inline(never)]
fn into_warm(request: &Request<'_>, signer: &Signer) -> Result<(), Error> {
    let (now, mut url) = (noon("20150830")?, String::with_capacity(2048));
    for _ in 0..URLS {
        url.clear();
        signer.presign_into(&mut url, black_box(request), EXPIRES_IN, now)?;
    }
    Ok(())
}

/// Reads the URL of `s3_warm` as it comes over the wire, and verifies it with a key that is kept.
#[inline(never)]
fn verify_warm(target: &str, credentials: &Credentials) -> Result<(), Refusal> {
    let (keyring, policy, now) = (Keyring::new(10), Policy::new("ap-southeast-1", "s3"), noon("20150830")?);
    for _ in 0..URLS {
        let request = SignedRequest::parse("PUT", black_box(target), [("host", HOST)])?;
        drop(black_box(request.verify((credentials, &keyring), now, &policy)?));
    }
    Ok(())
}

/// The same for a request that carries its signature in a header.
#[inline(never)]
fn verify_signed(sent: &HeaderSignedRequest, credentials: &Credentials) -> Result<(), Refusal> {
    let (keyring, policy, now) = (Keyring::new(10), Policy::new("ap-southeast-1", "s3"), noon("20150830")?);
    for _ in 0..URLS {
        let headers = sent.headers().chain([("host", HOST)]);
        let request = SignedRequest::parse("PUT", black_box("/example.txt"), headers)?;
        drop(black_box(request.verify((credentials, &keyring), now, &policy)?));
    }
    Ok(())
}

/// Verifies and decodes a thousand signed chunks, which come in pieces of 4 KiB.
#[inline(never)]
fn decode(decoder: &BodyDecoder, body: &[u8]) -> Result<(), Refusal> {
    for _ in 0..URLS / CHUNKS {
        let mut decoder = decoder.clone();
        for mut piece in black_box(body).chunks(4096) {
            while let Some(bytes) = decoder.decode(&mut piece)? {
                black_box(bytes);
            }
        }
        decoder.finish()?;
    }
    Ok(())
}

/// A body in signed chunks, and its decoder.
fn chunks(
    request: &Request<'_>,
    signer: &Signer,
    credentials: &Credentials,
) -> Result<(BodyDecoder, Vec<u8>), Refusal> {
    let (now, form) = (noon("20150830")?, ChunkedBody::signed((CHUNKS * CHUNK) as u64).chunk_size(CHUNK));
    let (sent, mut frames) = request.sign_chunked(signer, &form, now)?;
    let mut body = Vec::new();
    for _ in 0..CHUNKS {
        let frame = frames.frame(&[b'a'; CHUNK])?;
        body.extend([frame.before(), &[b'a'; CHUNK], frame.after()].concat());
    }
    body.extend(frames.finish(None)?);
    let request = SignedRequest::parse("PUT", "/example.txt", sent.headers().chain([("host", HOST)]))?;
    let (_, decoder) = request.verify(credentials, now, &Policy::new("ap-southeast-1", "s3"))?;
    Ok((decoder, body))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bucket = Bucket::new("presignedurldemo", "ap-southeast-1")?;
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let signer = bucket.signer(credentials.clone())?;
    let object = bucket.put_object("example.txt");
    let url = object.presign(&signer, EXPIRES_IN, noon("20150830")?)?;
    let address = format!("https://{HOST}/example.txt");
    let request = Request::put(&address)?;
    let (_, target) = url.as_str().split_once(HOST).expect("a URL of the bucket");
    match std::env::args().nth(1).as_deref() {
        Some("s3_warm") => s3_warm(&bucket, &signer)?,
        Some("s3_cold") => s3_cold(&bucket, &signer)?,
        Some("into_warm") => into_warm(object.request(), &signer)?,
        Some("verify_warm") => verify_warm(target, &credentials)?,
        Some("verify_signed") => verify_signed(&request.sign(&signer, noon("20150830")?)?, &credentials)?,
        Some("decode") => {
            let (decoder, body) = chunks(&request, &signer, &credentials)?;
            decode(&decoder, &body)?;
        }
        _ => {
            eprintln!("run benches/instructions/run");
        }
    }
    Ok(())
}
