//! What an upload costs that goes through the layer, next to the SHA-256 of its bytes; and what is allocated at once.
//!
//! ```console
//! cargo run --release -p layer
//! ```
//!
//! Bodies come in pieces of 64 KiB, as from a connection, and are there before the time is taken. Each line is the
//! shortest of several rounds, in which the forms take turns.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use presign::verify::{Policy, SignedRequest};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Signer, Timestamp};
use presign_tower::{Found, Refusal, VerifiedBody, VerifyLayer};
use sha2::{Digest, Sha256};
use tower::{Layer, ServiceExt, service_fn};

const PIECE: usize = 64 << 10;
const ROUNDS: usize = 9;
const LENGTHS: [usize; 2] = [1 << 20, 256 << 20];

/// A body in pieces, of which nothing is copied.
struct Pieces(Bytes);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let length = PIECE.min(self.0.len());
        Poll::Ready(Some(Ok(Frame::data(self.0.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}

/// Nothing here waits.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

async fn read<B: Body<Data = Bytes>>(body: B) -> u64 {
    let (mut body, mut length) = (pin!(body), 0);
    while let Some(Ok(frame)) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        length += frame.data_ref().map_or(0, |data| black_box(data).len() as u64);
    }
    length
}

#[allow(clippy::needless_pass_by_value, reason = "a store of keys is given it")]
fn keys(request: Arc<SignedRequest>) -> Ready<Result<Option<Found<()>>, Refusal>> {
    ready(Ok(Some(Found::new(Credentials::new(request.access_key_id(), "SECRETEXAMPLE"), ()))))
}

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

/// The forms of a body, with a name for each.
fn forms(object: &[u8]) -> Vec<(&'static str, Request<()>, Bytes)> {
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE"), "us-east-1", "s3").expect("a signer");
    let request = || presign::Request::put("https://s3.example/photos/a").expect("a request");
    let length = object.len() as u64;
    let whole = request().body(object).sign(&signer, now()).expect("it can be signed");
    let head = whole.to_http_request(()).expect("a request");
    let mut forms = vec![("signed hash", head, Bytes::copy_from_slice(object))];
    for (name, form) in [
        ("signed chunks", ChunkedBody::signed(length)),
        ("signed chunks, CRC-32 after them", ChunkedBody::signed(length).checksum(ChecksumAlgorithm::Crc32)),
        (
            "unsigned chunks, CRC-64/NVME after them",
            ChunkedBody::unsigned(length).checksum(ChecksumAlgorithm::Crc64Nvme),
        ),
    ] {
        let (head, mut chunks) = request().sign_chunked(&signer, &form, now()).expect("it can be signed");
        let mut body = Vec::new();
        for chunk in object.chunks(chunks.chunk_size()) {
            let frame = chunks.frame(chunk).expect("a chunk");
            body.extend_from_slice(frame.before());
            body.extend_from_slice(chunk);
            body.extend_from_slice(frame.after());
        }
        body.extend(chunks.finish(None).expect("all chunks"));
        forms.push((name, head.to_http_request(()).expect("a request"), body.into()));
    }
    forms
}

fn verify(head: &Request<()>, body: &Bytes, length: usize) {
    let service = service_fn(|request: Request<VerifiedBody<Pieces>>| async {
        Ok::<_, Infallible>(Response::new(read(request.into_body()).await))
    });
    let layer = VerifyLayer::new(keys, Policy::new("us-east-1", "s3")).clock(now);
    let response = run(layer.layer(service).oneshot(head.clone().map(|()| Pieces(body.clone()))));
    let status = response.map(|response| response.status());
    assert!(status.is_ok_and(|status| status == 200), "{length} bytes were refused");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// What other work on the machine does not add to.
fn least(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "of numbers that are printed")]
fn main() {
    for length in LENGTHS {
        let object: Vec<u8> = (0..=250).cycle().take(length).collect();
        let forms = forms(&object);
        let (mut hashing, mut plain, mut times) = (Vec::new(), Vec::new(), vec![Vec::new(); forms.len()]);
        for _ in 0..ROUNDS {
            hashing.push(timed(|| {
                let mut hash = Sha256::new();
                object.chunks(PIECE).for_each(|piece| hash.update(piece));
                black_box(hash.finalize());
            }));
            let body = forms[0].2.clone();
            plain.push(timed(|| assert_eq!(run(read(Pieces(body))), length as u64)));
            for (at, (_, head, body)) in forms.iter().enumerate() {
                times[at].push(timed(|| verify(head, body, length)));
            }
        }
        let alone = least(hashing);
        println!("{} MiB", length >> 20);
        println!("  {:42} {:8.2} ms", "SHA-256 alone", alone.as_secs_f64() * 1e3);
        println!("  {:42} {:8.2} ms", "nothing verified", least(plain).as_secs_f64() * 1e3);
        for ((name, head, body), times) in forms.iter().zip(times) {
            let time = least(times);
            let kept = allocation_counter::measure(|| verify(head, body, length)).bytes_max;
            println!(
                "  {name:42} {:8.2} ms, {:.2} of SHA-256, {:4} KiB at once",
                time.as_secs_f64() * 1e3,
                time.as_secs_f64() / alone.as_secs_f64(),
                kept >> 10
            );
        }
    }
}
