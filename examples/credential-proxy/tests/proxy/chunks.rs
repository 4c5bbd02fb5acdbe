//! Bodies in chunks: signed with the placeholder key before the proxy, and with the real key after it.

use presign::{ChecksumAlgorithm, ChunkedBody, Request, Timestamp};

use crate::client::{code, exchange, signer};
use crate::servers::{BUCKET, Servers};

/// A head without the empty line, and the body: in chunks that are signed with the placeholder key.
fn in_chunks(servers: &Servers, object: &[u8], form: &ChunkedBody) -> (String, Vec<u8>) {
    let url = format!("http://{}/{BUCKET}/a", servers.proxy);
    let (request, mut chunks) = Request::put(&url).unwrap().sign_chunked(&signer(), form, Timestamp::now()).unwrap();
    let mut body = Vec::new();
    for chunk in object.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).unwrap();
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(chunks.finish(None).unwrap());
    let headers: Vec<_> = request.headers().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("PUT /{BUCKET}/a HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", servers.proxy);
    (head + &headers.concat(), body)
}

fn forms(length: usize) -> Vec<ChunkedBody> {
    let (signed, length) = (ChunkedBody::signed(length as u64), length as u64);
    let all = [ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Crc32C, ChecksumAlgorithm::Sha1, ChecksumAlgorithm::Sha256];
    let with_trailer =
        all.into_iter().flat_map(|it| [signed.clone().checksum(it), ChunkedBody::unsigned(length).checksum(it)]);
    [
        signed.clone(),
        signed.clone().chunk_size(8 << 10),
        signed.clone().chunk_size(100_000),
        signed.clone().without_content_encoding(),
    ]
    .into_iter()
    .chain(with_trailer)
    .collect()
}

/// The upstream verifies every chunk, and knows only the real key.
#[test]
fn chunks_are_signed_anew() {
    let servers = Servers::start(&[hyper::Method::PUT]);
    let stored = servers.folder.path().join(BUCKET).join("a");
    for length in [0, 1, 65_535, 65_536, 65_537, 300_000] {
        let object: Vec<u8> = (0..=250).cycle().take(length).collect();
        for form in forms(length) {
            let (head, body) = in_chunks(&servers, &object, &form);
            let answer = exchange(servers.proxy, &[head.as_bytes(), b"\r\n", &body].concat());
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{length} {form:?} {answer}");
            assert!(std::fs::read(&stored).unwrap() == object, "{length} {form:?}");
            std::fs::remove_file(&stored).unwrap();
        }
    }
}

#[test]
fn chunks_that_were_changed_are_not_stored() {
    let servers = Servers::start(&[hyper::Method::PUT]);
    let stored = servers.folder.path().join(BUCKET).join("a");
    let object = vec![7; 200_000];
    for form in forms(object.len()) {
        let (head, body) = in_chunks(&servers, &object, &form);
        let mut places: Vec<_> = [100, body.len() / 2, 190_000].to_vec();
        // The signature of the last chunk, or its checksum.
        places.push(body.len() - 8);
        for place in places {
            let mut changed = body.clone();
            changed[place] ^= 1;
            let answer = exchange(servers.proxy, &[head.as_bytes(), b"\r\n", &changed].concat());
            assert!(answer.starts_with("HTTP/1.1 4"), "{place} {form:?} {answer}");
            // Bytes that are not signed go to the upstream, which compares their checksum after it has written them.
            assert!(!stored.exists() || head.contains("UNSIGNED"), "{place} {form:?}");
            let _ = std::fs::remove_file(&stored);
        }
        // Broken off between two chunks: without an end.
        let (head, end) = (head.replace("content-length", "x-length"), body.len() - 100);
        let framed =
            [format!("{head}transfer-encoding: chunked\r\n\r\n{end:x}\r\n").as_bytes(), &body[..end], b"\r\n0\r\n\r\n"]
                .concat();
        let answer = exchange(servers.proxy, &framed);
        assert!(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5"), "{form:?} {answer}");
        assert!(!stored.exists() || head.contains("UNSIGNED"));
        let _ = std::fs::remove_file(&stored);
    }
}

/// The refusal is the proxy's, with S3's code.
#[test]
fn a_chunk_with_another_signature_is_refused_by_name() {
    let servers = Servers::start(&[hyper::Method::PUT]);
    let (head, mut body) = in_chunks(&servers, &vec![7; 100_000], &ChunkedBody::signed(100_000));
    body[1000] ^= 1;
    let answer = exchange(servers.proxy, &[head.as_bytes(), b"\r\n", &body].concat());
    assert!(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{answer}");
    assert_eq!(code(&answer), "SignatureDoesNotMatch");
}
