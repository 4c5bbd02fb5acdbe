//! Bodies in every form, in pieces, changed and cut.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use presign_tower::{VerifiedBody, VerifyLayer};
use tower::Layer;

use crate::forms::{ALICE, FORMS, Form, link, now, upload, upload_in_chunks};
use crate::server::{Store, answer, ask, keys, policy, run};

fn object(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

#[test]
fn pieces_of_any_length_make_the_same_object() {
    for form in FORMS {
        for length in [0, 1, 8 << 10, (8 << 10) + 1, 20_000] {
            let object = object(length);
            let sent = upload(form, ALICE, "/alice/a%20b.txt", &object);
            for piece in [1, 7, 1000, 8 << 10, usize::MAX] {
                let (answer, stored) = ask(sent.in_pieces(piece));
                assert_eq!(answer.status, 200, "{form:?} {length} {piece} {}", answer.text);
                let stored = stored.unwrap();
                assert!(stored.given == object && stored.is_whole, "{form:?} {length} {piece}");
                assert_eq!((stored.path.as_str(), stored.user), ("/alice/a b.txt", Some("alice")));
            }
        }
    }
}

/// Short pieces of a chunk are joined, long ones are not, and both may be in one chunk.
#[test]
fn pieces_and_chunks_of_any_length_make_the_same_object() {
    let object = object(200_000);
    for form in FORMS {
        for chunk in [8 << 10, 40_000, 64 << 10, 200_000] {
            let sent = upload_in_chunks(form, ALICE, "/alice/a", &object, chunk);
            for piece in [1000, 10_000, (16 << 10) - 1, 16 << 10, 17_000, 64 << 10, 70_000] {
                let (answer, stored) = ask(sent.in_pieces(piece));
                assert_eq!(answer.status, 200, "{form:?} {chunk} {piece} {}", answer.text);
                assert!(stored.is_some_and(|stored| stored.given == object), "{form:?} {chunk} {piece}");
            }
        }
    }
}

/// A piece of a body in memory that counts who still holds one.
struct Counted(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::Relaxed);
    }
}

struct CountedBody {
    pieces: VecDeque<Vec<u8>>,
    live: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Body for CountedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(piece) = self.pieces.pop_front() else { return Poll::Ready(None) };
        self.most.fetch_max(self.live.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        let piece = Bytes::from_owner(Counted(piece, Arc::clone(&self.live)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// What a service is given of a signed upload in pieces of this length, and how many of the pieces that were sent were
/// in memory at once.
fn given(object: &[u8], length: usize) -> (Vec<u8>, usize) {
    let sent = upload_in_chunks(Form::Chunks, ALICE, "/alice/a", object, 64 << 10);
    let (live, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let body = CountedBody { pieces: sent.body.chunks(length).map(<[u8]>::to_vec).collect(), live, most: most.clone() };
    let given = Arc::new(Mutex::new(Vec::new()));
    let service = tower::service_fn(|request: http::Request<VerifiedBody<_>>| {
        let given = Arc::clone(&given);
        async move {
            let mut body = std::pin::pin!(request.into_body());
            while let Some(frame) = body.frame().await {
                // Whoever keeps them keeps their memory.
                given.lock().unwrap().extend_from_slice(&frame.unwrap().into_data().unwrap());
            }
            Ok::<_, Infallible>(http::Response::new(Full::<Bytes>::default()))
        }
    });
    let layer = VerifyLayer::new(keys, policy()).clock(now);
    let answer = run(answer(layer.layer(service), sent.head.map(|()| body)));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let given = std::mem::take(&mut *given.lock().unwrap());
    (given, most.load(Ordering::Relaxed))
}

/// A buffer of a connection may be much longer than the few bytes that arrived in it.
#[test]
fn short_pieces_do_not_keep_the_memory_that_they_came_in() {
    let object = object(200_000);
    for length in [1, 100, 1000, 4000, 10_000, (16 << 10) - 1] {
        let (object_given, most) = given(&object, length);
        assert_eq!(object_given, object);
        assert!(most <= 3, "{most} pieces of {length} bytes");
    }
    // Those of a chunk, the piece before it, and the next.
    let (_, most) = given(&object, 16 << 10);
    assert!(most <= 7, "{most}");
}

/// Whatever is changed: a byte of the object, a size, a signature, a checksum, the end of a line.
#[test]
fn a_byte_that_was_changed_anywhere_is_refused() {
    for form in FORMS {
        let object = object(300);
        let sent = upload(form, ALICE, "/alice/a", &object);
        for at in 0..sent.body.len() {
            for bit in [0x01, 0x20, 0x80] {
                let mut changed = sent.clone();
                changed.body[at] ^= bit;
                let (answer, stored) = ask(changed.in_pieces(7));
                // Hexadecimal digits of a size have two cases, and so have the names of trailers.
                if answer.status == 200 {
                    assert!(stored.unwrap().given == object && bit == 0x20, "{form:?} {at} {bit}");
                    continue;
                }
                assert!((400..500).contains(&answer.status) && !answer.code.is_empty(), "{form:?} {at} {bit}");
                assert!(!stored.unwrap().is_whole, "{form:?} {at} {bit}");
            }
        }
    }
}

/// The last piece is given out once the body is good: whoever counts bytes is not misled.
#[test]
fn a_body_that_was_cut_anywhere_is_refused() {
    for form in FORMS {
        let object = object(300);
        let sent = upload(form, ALICE, "/alice/a", &object);
        for at in 0..sent.body.len() {
            let mut cut = sent.clone();
            cut.body.truncate(at);
            for piece in [7, usize::MAX] {
                let (answer, stored) = ask(cut.in_pieces(piece));
                assert!((400..500).contains(&answer.status) && !answer.code.is_empty(), "{form:?} {at}");
                // An empty body is judged before the service is asked.
                assert!(
                    stored.is_none_or(|stored| !stored.is_whole && stored.given.len() < object.len()),
                    "{form:?} {at}"
                );
            }
        }
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    for form in FORMS {
        let object = object(300);
        let mut sent = upload(form, ALICE, "/alice/a", &object);
        sent.body.extend(b"x");
        let (answer, stored) = ask(sent.in_pieces(7));
        assert!((400..500).contains(&answer.status), "{form:?}");
        assert!(!stored.unwrap().is_whole);
    }
}

#[test]
fn the_framing_is_gone_from_the_headers() {
    for form in FORMS {
        for coding in [None, Some("gzip")] {
            let object = object(20_000);
            let mut sent = upload(form, ALICE, "/alice/a", &object);
            let is_in_chunks = !matches!(form, Form::Hash | Form::Checksum);
            if let (true, Some(coding)) = (is_in_chunks, coding) {
                sent = crate::resign::encoded(form, &object, coding);
            }
            let (answer, stored) = ask(sent.in_pieces(1000));
            assert_eq!(answer.status, 200, "{form:?} {coding:?} {}", answer.text);
            let headers = stored.unwrap().headers;
            for name in ["x-amz-decoded-content-length", "x-amz-trailer", "transfer-encoding"] {
                assert!(!headers.contains_key(name), "{form:?} {name}");
            }
            if is_in_chunks {
                assert!(!headers.contains_key("x-amz-content-sha256"));
                assert_eq!(headers["content-length"], "20000");
                assert_eq!(headers.get("content-encoding").map(|value| value.to_str().unwrap()), coding);
            }
        }
    }
}

/// Checksums after the chunks are given out as trailers.
#[test]
fn trailers_come_last() {
    for form in FORMS {
        let (_, stored) = ask(upload(form, ALICE, "/alice/a", b"hello").in_pieces(7));
        let trailers = stored.unwrap().trailers;
        let expected = match form {
            Form::ChunksAndTrailer => vec!["x-amz-checksum-crc32c"],
            Form::Unsigned(checksum) => vec![checksum.header()],
            _ => vec![],
        };
        assert_eq!(trailers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    for form in FORMS {
        for (limit, expected) in [(300, (200, "")), (299, (400, "EntityTooLarge"))] {
            let sent = upload(form, ALICE, "/alice/a", &object(300));
            let store = Store::default();
            let service = VerifyLayer::new(keys, policy()).clock(now).body_limit(limit).layer(store.clone());
            let answer = run(answer(service, sent.request()));
            assert_eq!((answer.status, answer.code.as_str()), expected, "{form:?}");
            assert_eq!(store.take().len(), usize::from(answer.status == 200));
        }
    }
    // Its length is not known before.
    let sent = link("PUT", ALICE, "/alice/a", &object(300));
    let unknown = sent.request().map(|body| http_body_util::StreamBody::new(http_body_util::BodyStream::new(body)));
    assert_eq!(unknown.body().size_hint().lower(), 0);
    let store = Store::default();
    let service = VerifyLayer::new(keys, policy()).clock(now).body_limit(299).layer(store.clone());
    let answer = run(answer(service, unknown));
    assert_eq!((answer.status, answer.code.as_str()), (400, "EntityTooLarge"));
    assert!(!store.take()[0].is_whole);
}
