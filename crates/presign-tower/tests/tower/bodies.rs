//! Bodies in every form, in pieces, changed and cut.

use http_body::Body;
use presign_tower::VerifyLayer;
use tower::Layer;

use crate::forms::{ALICE, FORMS, Form, link, now, upload};
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
