//! Requests in every form that clients sign.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, HeaderSignedRequest, Signer, Timestamp};

pub(crate) const HOST: &str = "s3.example";
pub(crate) const ALICE: (&str, &str) = ("AKIDALICE", "the-secret-of-alice");
pub(crate) const BOB: (&str, &str) = ("AKIDBOB", "the-secret-of-bob");

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

pub(crate) fn signer((id, secret): (&str, &str)) -> Signer {
    Signer::new(Credentials::new(id, secret), "us-east-1", "s3").unwrap()
}

/// A head, and a body as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) head: Request<()>,
    pub(crate) body: Vec<u8>,
}

/// What is known of a body when it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Its SHA-256 is signed.
    Hash,
    /// A checksum in a header is signed, and not the body.
    Checksum,
    /// It is sent in signed chunks.
    Chunks,
    /// It is sent in signed chunks, with a checksum after them.
    ChunksAndTrailer,
    /// It is sent in unsigned chunks, with a checksum after them.
    Unsigned(ChecksumAlgorithm),
}

pub(crate) const FORMS: [Form; 7] = [
    Form::Hash,
    Form::Checksum,
    Form::Chunks,
    Form::ChunksAndTrailer,
    Form::Unsigned(ChecksumAlgorithm::Crc32),
    Form::Unsigned(ChecksumAlgorithm::Crc64Nvme),
    Form::Unsigned(ChecksumAlgorithm::Sha256),
];

/// An upload that is signed by its headers, in chunks of 8 KiB where it is in chunks.
pub(crate) fn upload(form: Form, key: (&str, &str), path: &str, object: &[u8]) -> Sent {
    upload_in_chunks(form, key, path, object, 8 << 10)
}

pub(crate) fn upload_in_chunks(form: Form, key: (&str, &str), path: &str, object: &[u8], chunk: usize) -> Sent {
    let (signer, url) = (signer(key), format!("http://{HOST}{path}"));
    let request = presign::Request::put(&url).unwrap();
    let length = object.len() as u64;
    let chunked = match form {
        Form::Hash => return sent(&request.body(object).sign(&signer, now()).unwrap(), object),
        Form::Checksum => {
            let checksum = ChecksumAlgorithm::Crc32C;
            let request =
                request.payload_hash("UNSIGNED-PAYLOAD").header(checksum.header(), &checksum.of(object).to_string());
            return sent(&request.sign(&signer, now()).unwrap(), object);
        }
        Form::Chunks => ChunkedBody::signed(length).chunk_size(chunk),
        Form::ChunksAndTrailer => ChunkedBody::signed(length).chunk_size(chunk).checksum(ChecksumAlgorithm::Crc32C),
        Form::Unsigned(checksum) => ChunkedBody::unsigned(length).chunk_size(chunk).checksum(checksum),
    };
    let (head, mut chunks) = request.sign_chunked(&signer, &chunked, now()).unwrap();
    let mut body = Vec::new();
    for chunk in object.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).unwrap();
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(chunks.finish(None).unwrap());
    sent(&head, &body)
}

/// A request that is signed by its headers, and has no body.
pub(crate) fn signed(method: &str, key: (&str, &str), path: &str) -> Sent {
    let url = format!("http://{HOST}{path}");
    sent(&presign::Request::new(method, &url).unwrap().body(b"").sign(&signer(key), now()).unwrap(), b"")
}

/// A request for a presigned URL.
pub(crate) fn link(method: &str, key: (&str, &str), path: &str, body: &[u8]) -> Sent {
    let url = format!("http://{HOST}{path}");
    let url = presign::Request::new(method, &url).unwrap().presign(&signer(key), Duration::from_secs(60), now());
    let head = as_sent(url.unwrap().to_http_request(()).unwrap());
    Sent { head, body: body.to_vec() }
}

fn sent(request: &HeaderSignedRequest, body: &[u8]) -> Sent {
    Sent { head: as_sent(request.to_http_request(()).unwrap()), body: body.to_vec() }
}

/// With the path alone in the request line, and the host in a header.
fn as_sent(request: Request<()>) -> Request<()> {
    let (mut parts, ()) = request.into_parts();
    parts.headers.insert("host", parts.uri.authority().unwrap().as_str().parse().unwrap());
    parts.uri = parts.uri.path_and_query().unwrap().as_str().parse().unwrap();
    Request::from_parts(parts, ())
}

impl Sent {
    /// The request with a body that comes in pieces of this length.
    pub(crate) fn in_pieces(&self, length: usize) -> Request<Pieces> {
        self.head.clone().map(|()| Pieces::new(&self.body, length))
    }

    pub(crate) fn request(&self) -> Request<Pieces> {
        self.in_pieces(usize::MAX)
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.head.headers_mut().insert(name, value.parse().unwrap());
        self
    }
}

/// A body in pieces.
#[derive(Debug)]
pub(crate) struct Pieces {
    left: Bytes,
    length: usize,
}

impl Pieces {
    pub(crate) fn new(body: &[u8], length: usize) -> Self {
        Self { left: Bytes::copy_from_slice(body), length }
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.length.min(self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}
