//! Bodies in chunks, with their signatures and with a checksum after the last.

use presign::{ChecksumAlgorithm, ChunkedBody, Timestamp};

use crate::client::Message;
use crate::suite::Check::{self, Bytes, Header, Nothing};
use crate::suite::Suite;

/// Two chunks of 64 KiB and some more.
const LENGTH: usize = 150_000;

/// A form, and what a download shows of it.
type Row = (&'static str, fn() -> ChunkedBody, Check<'static>);

const ROWS: &[Row] = &[
    ("signed", || ChunkedBody::signed(LENGTH as u64), Nothing),
    ("signed, CRC-32", || ChunkedBody::signed(LENGTH as u64).checksum(ChecksumAlgorithm::Crc32), CRC_32),
    ("unsigned, CRC-32", || ChunkedBody::unsigned(LENGTH as u64).checksum(ChecksumAlgorithm::Crc32), CRC_32),
];

/// As zlib has it for the bytes of [`object`].
const CRC_32: Check<'_> = Header("x-amz-checksum-crc32", "7+uOtQ==");

fn object() -> Vec<u8> {
    (0..=250).cycle().take(LENGTH).collect()
}

/// The request with its whole body, the chunks of which have another byte if that is wanted.
fn message(suite: &Suite, key: &str, form: &ChunkedBody, is_changed: bool) -> Message {
    let put = suite.bucket().put_object(key);
    let signed = put.sign_chunked(&suite.signer, form, Timestamp::now());
    let (request, mut chunks) = signed.expect("an operation that can be signed");
    let mut body = Vec::new();
    for chunk in object().chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).expect("the next chunk");
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(chunks.finish(None).expect("the end"));
    if is_changed {
        body[LENGTH / 2] ^= 1;
    }
    let headers = request.headers().map(|(name, value)| (name.into(), value.into())).collect();
    Message { method: request.method().into(), url: request.url().into(), headers, body }
}

pub(crate) fn run(suite: &Suite) {
    for (name, form, check) in ROWS {
        let (what, key) = (format!("PutObject in chunks, {name}"), suite.key(&format!("chunks/{name}")));
        let get = suite.bucket().get_object(&key);
        if suite.check(&what, &message(suite, &key, &form(), false), "200", Nothing).status == 200 {
            suite.check(&format!("{what}: GetObject"), &suite.sign(&get), "200", Bytes(&object()));
            suite.check(&format!("{what}: checksum"), &suite.sign(&get.checksum_mode()), "200", *check);
        }
        let refusal = if name.starts_with("un") { "400 BadDigest" } else { "403 SignatureDoesNotMatch" };
        suite.check(&format!("{what}, other byte"), &message(suite, &key, &form(), true), refusal, Nothing);
    }
}
