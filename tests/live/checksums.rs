//! Checksums that are signed with an upload: S3 accepts no other body.

use base64ct::{Base64, Encoding};
use presign::Checksum;
use sha2::{Digest, Sha256};

use crate::suite::Check::{Header, Nothing};
use crate::suite::Suite;
use crate::values::{CONTENT, md5};

type Row = (&'static str, fn([u8; 64]) -> Checksum, &'static str);

/// The header, what it is made from, and its value for `CONTENT`, as zlib, xxHash and Python's hashlib have it; CRC-32C
/// and CRC-64/NVME from their definitions.
const ROWS: &[Row] = &[
    ("x-amz-checksum-crc32", |bytes| Checksum::Crc32(first(bytes)), "R92MYg=="),
    ("x-amz-checksum-crc32c", |bytes| Checksum::Crc32C(first(bytes)), "GFUs7w=="),
    ("x-amz-checksum-crc64nvme", |bytes| Checksum::Crc64Nvme(first(bytes)), "SRC2LivPDwQ="),
    ("x-amz-checksum-md5", |bytes| Checksum::Md5(first(bytes)), "DFLN7fh2stVPa5s/HQQe1A=="),
    ("x-amz-checksum-sha1", |bytes| Checksum::Sha1(first(bytes)), "LvGEGc+0xuWZFuj4vzMU5xk1QzY="),
    ("x-amz-checksum-sha256", |bytes| Checksum::Sha256(first(bytes)), "ejW+XT+rrVAF6LQCYZ49/8eO1O9DPY21/PoRboKw8lA="),
    (
        "x-amz-checksum-sha512",
        |bytes| Checksum::Sha512(first(bytes)),
        "eKGLi1pTGOGhWWs+XmXViUTichRRIixMF4G0mCSnDXyKlgvHTp6g54oEBgu1X3bbnf8cvN3otiMqE37cOlbCnQ==",
    ),
    ("x-amz-checksum-xxhash3", |bytes| Checksum::XxHash3(first(bytes)), "wgbCjHwTkAo="),
    ("x-amz-checksum-xxhash64", |bytes| Checksum::XxHash64(first(bytes)), "d4ItOwKzlwA="),
    ("x-amz-checksum-xxhash128", |bytes| Checksum::XxHash128(first(bytes)), "j0dKzYT+/uaC5eXfghwsPg=="),
];

fn first<const N: usize>(bytes: [u8; 64]) -> [u8; N] {
    *bytes.first_chunk().expect("a checksum of at most 64 bytes")
}

pub(crate) fn run(suite: &Suite) {
    for (header, checksum, value) in ROWS {
        let key = suite.key(header);
        let mut bytes = [0; 64];
        Base64::decode(value, &mut bytes).expect("base64");
        let put = suite.sign(&suite.bucket().put_object(&key).checksum(checksum(bytes)));
        let get = suite.sign(&suite.bucket().get_object(&key).checksum_mode());
        let what = format!("PutObject, {header}");
        if suite.check(&what, &put.clone().with_body(CONTENT), "200", Nothing).status == 200 {
            suite.check(&format!("{what}: GetObject"), &get, "200", Header(header, value));
        }
        suite.check(&format!("{what}, other body"), &put.with_body("other"), "400 BadDigest", Nothing);
    }
    let put = suite.sign(&suite.bucket().put_object(suite.key("content-md5")).content_md5(&md5(CONTENT)));
    suite.check("PutObject, content-md5, other body", &put.with_body("other"), "400 BadDigest", Nothing);
    payload_hash(suite);
}

/// S3 compares it with the body, as in requests that are signed by a header.
fn payload_hash(suite: &Suite) {
    let key = suite.key("payload hash");
    let hash = hex::encode(Sha256::digest(CONTENT));
    let put = suite.sign(&suite.bucket().put_object(&key).header("x-amz-content-sha256", &hash));
    suite.check_all([
        ("PutObject, payload hash", put.clone().with_body(CONTENT), "200", Nothing),
        ("PutObject, payload hash, other body", put.with_body("other"), "400 XAmzContentSHA256Mismatch", Nothing),
    ]);
}
