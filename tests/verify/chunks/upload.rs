//! An upload in chunks of any size, framed and signed without the crate's own signer of chunks.

use presign::Request;
use presign::verify::{BodyDecoder, Policy, Refusal, SignedRequest};
use sha2::{Digest, Sha256};

use crate::fixtures::{now, signer};
use crate::hmac_sha256::sign;
use crate::server::{HOST, borrowed, key, policy};

pub(super) const SIGNED: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
pub(super) const SIGNED_TRAILER: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
pub(super) const UNSIGNED_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
pub(super) const FORMS: [&str; 3] = [SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER];

pub(super) type Trailers = Vec<(String, String)>;

/// A request and its body.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) policy: Policy,
}

impl Upload {
    /// A request that announces this form, length and trailer, without a body.
    pub(super) fn request(form: &str, length: &str, trailer: Option<&str>) -> Self {
        let url = format!("https://{HOST}/a.txt");
        let mut request = Request::put(&url).unwrap().payload_hash(form);
        request = request.header("content-encoding", "aws-chunked").header("x-amz-decoded-content-length", length);
        if let Some(name) = trailer {
            request = request.header("x-amz-trailer", name);
        }
        let signed = request.sign(&signer("s3"), now()).unwrap();
        let mut headers: Vec<_> = signed.headers().map(|(name, value)| (name.into(), value.into())).collect();
        headers.push(("host".into(), HOST.into()));
        Self { headers, body: Vec::new(), policy: policy() }
    }

    /// An upload of these chunks, and of a trailer in the forms that have one.
    pub(super) fn new(form: &str, chunks: &[&[u8]], (name, value): (&str, &str)) -> Self {
        let length: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let has_trailer = form.ends_with("-TRAILER");
        let mut upload = Self::request(form, &length.to_string(), has_trailer.then_some(name));
        let mut previous = upload.signature();
        for chunk in [chunks, &[b""]].concat() {
            upload.body.extend(format!("{:x}", chunk.len()).into_bytes());
            if form != UNSIGNED_TRAILER {
                previous = sign_chunk(&previous, chunk);
                upload.body.extend(format!(";chunk-signature={previous}").into_bytes());
            }
            upload.body.extend(b"\r\n");
            if !chunk.is_empty() {
                upload.body.extend([chunk, b"\r\n"].concat());
            }
        }
        if has_trailer {
            upload.body.extend(format!("{name}:{value}\r\n").into_bytes());
        }
        if form == SIGNED_TRAILER {
            let signature = sign_trailer(&previous, &format!("{name}:{value}\n"));
            upload.body.extend(format!("x-amz-trailer-signature:{signature}\r\n").into_bytes());
        }
        upload.body.extend(b"\r\n");
        upload
    }

    /// `hello` and ` world` in a form, with a trailer that nobody checks.
    pub(super) fn hello(form: &str) -> Self {
        Self::new(form, &[b"hello", b" world"], ("x-amz-note", "a"))
    }

    /// The signature that the first chunk follows.
    pub(super) fn signature(&self) -> String {
        let authorization = self.headers.iter().find(|(name, _)| name == "authorization");
        authorization.unwrap().1.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    /// The same with a part of the body replaced.
    pub(super) fn with(mut self, from: &str, to: &str) -> Self {
        let body = String::from_utf8(self.body).unwrap();
        assert!(body.contains(from), "{from:?} in {body:?}");
        self.body = body.replacen(from, to, 1).into_bytes();
        self
    }

    pub(super) fn parse(&self) -> SignedRequest {
        SignedRequest::parse("PUT", "/a.txt", borrowed(&self.headers)).unwrap()
    }

    pub(super) fn decoder(&self) -> Result<BodyDecoder, Refusal> {
        open(&self.parse(), &self.policy)
    }

    /// What the decoder gives for the body in pieces of this length: the bytes, even those before an error.
    pub(super) fn decode(&self, piece: usize) -> (Vec<u8>, Result<Trailers, Refusal>) {
        decode(self.decoder().unwrap(), self.body.chunks(piece))
    }
}

pub(super) fn decode<'p>(
    mut decoder: BodyDecoder,
    pieces: impl Iterator<Item = &'p [u8]>,
) -> (Vec<u8>, Result<Trailers, Refusal>) {
    let mut decoded = Vec::new();
    for mut piece in pieces {
        loop {
            match decoder.decode(&mut piece) {
                Ok(None) => break,
                Ok(Some(bytes)) => decoded.extend_from_slice(bytes),
                Err(error) => {
                    assert_eq!(decoder.decode(&mut &b""[..]), Err(error.clone()));
                    assert_eq!(decoder.clone().finish(), Err(error.clone()));
                    return (decoded, Err(error));
                }
            }
        }
        assert!(piece.is_empty());
    }
    (decoded, decoder.finish())
}

/// The signature of a chunk after another signature.
pub(super) fn sign_chunk(previous: &str, chunk: &[u8]) -> String {
    let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
    sign_after("PAYLOAD", previous, &format!("{}\n{}", hash(b""), hash(chunk)))
}

/// The signature of `name:value\n` for each trailing header.
pub(super) fn sign_trailer(previous: &str, lines: &str) -> String {
    sign_after("TRAILER", previous, &hex::encode(Sha256::digest(lines)))
}

fn sign_after(what: &str, previous: &str, hashes: &str) -> String {
    let key = key();
    let text = format!("AWS4-HMAC-SHA256-{what}\n{}\n{}\n{previous}\n{hashes}", now(), key.scope());
    sign(&key, &text)
}

/// The decoder of a body in chunks.
pub(super) fn open(request: &SignedRequest, policy: &Policy) -> Result<BodyDecoder, Refusal> {
    request.verify(&key(), now(), policy).map(|(_, decoder)| decoder)
}
