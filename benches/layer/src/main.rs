//! What an upload costs that goes through the layer, next to the SHA-256 of its bytes; and what is allocated at once.
//!
//! ```console
//! cargo run --release -p layer          # 1 MiB and 256 MiB
//! cargo run --release -p layer -- 1024  # 1 GiB, which needs 6 GiB of memory
//! ```
//!
//! In memory, bodies come in pieces of 64 KiB, as from a connection, and are there before the time is taken. Over hyper
//! they are sent on loopback by another thread, over HTTP/1.1. Each line is the shortest of several rounds, in which the
//! forms take turns. The last line of each length names the slowest form in memory, whose speed is to be at least 90 %
//! of that of SHA-256 alone.

mod served;

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
/// In MiB.
const LENGTHS: [usize; 2] = [1, 256];

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
    let response = run(layer().layer(service).oneshot(head.clone().map(|()| Pieces(body.clone()))));
    let status = response.map(|response| response.status());
    assert!(status.is_ok_and(|status| status == 200), "{length} bytes were refused");
}

type Find = fn(Arc<SignedRequest>) -> Ready<Result<Option<Found<()>>, Refusal>>;

fn layer() -> VerifyLayer<Find> {
    VerifyLayer::new(keys as Find, Policy::new("us-east-1", "s3")).clock(now)
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

/// The times of one work, and the most memory that it had at once.
#[derive(Default)]
struct Line {
    times: Vec<Duration>,
    kept: u64,
}

impl Line {
    fn add(&mut self, work: impl FnOnce()) {
        let measured = allocation_counter::measure(|| self.times.push(timed(work)));
        self.kept = self.kept.max(measured.bytes_max);
    }

    /// Returns the time as a multiple of that of SHA-256 alone.
    #[allow(clippy::cast_precision_loss, reason = "of numbers that are printed")]
    fn print(self, name: &str, alone: Duration, length: usize) -> f64 {
        let (time, alone) = (least(self.times).as_secs_f64(), alone.as_secs_f64());
        println!(
            "  {name:42} {:9.2} ms, {:5.0} MiB/s, {:.3} of SHA-256, {:5} KiB at once",
            time * 1e3,
            length as f64 / f64::from(1 << 20) / time,
            time / alone,
            self.kept >> 10
        );
        time / alone
    }
}

fn measure(length: usize) {
    let object: Vec<u8> = (0..=250).cycle().take(length).collect();
    let forms = forms(&object);
    let lines = || forms.iter().map(|_| Line::default()).collect::<Vec<_>>();
    let (mut hashing, mut plain, mut plain_hyper) = (Vec::new(), Line::default(), Line::default());
    let (mut memory, mut over_hyper) = (lines(), lines());
    for _ in 0..((2 << 30) / length).clamp(3, 99) {
        hashing.push(timed(|| {
            let mut hash = Sha256::new();
            object.chunks(PIECE).for_each(|piece| hash.update(piece));
            black_box(hash.finalize());
        }));
        let (_, head, body) = &forms[0];
        plain.add(|| assert_eq!(run(read(Pieces(body.clone()))), length as u64));
        plain_hyper.add(|| served::plain(head, body));
        for (((_, head, body), memory), over_hyper) in forms.iter().zip(&mut memory).zip(&mut over_hyper) {
            memory.add(|| verify(head, body, length));
            over_hyper.add(|| served::verified(head, body));
        }
    }
    let alone = least(hashing);
    println!("{} MiB", length >> 20);
    println!("  {:42} {:9.2} ms", "SHA-256 alone", alone.as_secs_f64() * 1e3);
    plain.print("nothing verified", alone, length);
    let multiples = forms.iter().zip(memory).map(|((name, ..), line)| (line.print(name, alone, length), *name));
    let slowest = multiples.max_by(|a, b| a.0.total_cmp(&b.0));
    plain_hyper.print("hyper, nothing verified", alone, length);
    for ((name, _, _), line) in forms.iter().zip(over_hyper) {
        line.print(&format!("hyper, {name}"), alone, length);
    }
    if let Some((multiple, name)) = slowest {
        println!("  the slowest in memory: {name}, at {:.1} % of the speed of SHA-256 alone", 100.0 / multiple);
    }
}

fn main() {
    let given: Vec<usize> = std::env::args().skip(1).filter_map(|length| length.parse().ok()).collect();
    let lengths = if given.is_empty() { &LENGTHS[..] } else { &given };
    for length in lengths.iter().filter(|length| **length > 0) {
        measure(length << 20);
    }
}
