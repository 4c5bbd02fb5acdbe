//! What is signed, in this program and in `benches/speed`: four URLs, and the SHA-256 that each cannot do without.
//!
//! All that is signed here is good, so `expect` names what it is.

use std::hint::black_box;
use std::time::Duration;

use presign::s3::{Bucket, Operation, op};
use presign::{Credentials, Explanation, Timestamp};

pub(crate) const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(crate) const BUCKET: &str = "presignedurldemo";
pub(crate) const REGION: &str = "ap-southeast-1";
pub(crate) const HOST: &str = "presignedurldemo.s3.ap-southeast-1.amazonaws.com";
pub(crate) const EXPIRES_IN: Duration = Duration::from_secs(EXPIRES_SECONDS);
const EXPIRES_SECONDS: u64 = 36_000;

/// A URL to sign.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
    token: usize,
    pub(crate) query: &'static [(&'static str, &'static str)],
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

/// 200 bytes with spaces and letters beyond ASCII.
pub(crate) const LONG_KEY: &str = "reports/год 2015/août/rapport détaillé de la région sud-est/mesures du capteur numéro 42/\
    données brutes et corrigées, version définitive/série principale/fichier no 0000000000000000017.csv";

const QUERY: [(&str, &str); 5] = [
    ("x-id", "PutObject"),
    ("partNumber", "7"),
    ("uploadId", "VXBsb2FkIElE+/=="),
    ("response-content-type", "text/plain; charset=utf-8"),
    ("versionId", "L4kqtJlcpXroDTDmpUMLUo"),
];

const HEADERS: [(&str, &str); 3] =
    [("content-type", "text/plain"), ("content-length", "1048576"), ("x-amz-meta-author", "nobody in particular")];

const PLAIN: Case = Case { name: "plain", key: "example.txt", token: 0, query: &[], headers: &[] };

pub(crate) const CASES: [Case; 4] = [
    PLAIN,
    Case { name: "token", token: 400, ..PLAIN },
    Case { name: "longkey", key: LONG_KEY, ..PLAIN },
    Case { name: "extras", query: &QUERY, headers: &HEADERS, ..PLAIN },
];

impl Case {
    /// The session token, if the case has one. Three of twenty characters have to be escaped.
    pub(crate) fn token(&self) -> Option<String> {
        (self.token > 0).then(|| "IQoJb3JpZ2luX2VjE/+=".chars().cycle().take(self.token).collect())
    }

    pub(crate) fn credentials(&self) -> Credentials {
        Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY).with_session_token(self.token().unwrap_or_default())
    }

    pub(crate) fn object<'a>(&self, bucket: &'a Bucket) -> Operation<'a, op::PutObject> {
        if self.query.is_empty() && self.headers.is_empty() {
            // What a caller writes. The loops below would move the operation once more.
            return bucket.put_object(self.key);
        }
        let mut object = bucket.put_object(self.key);
        for (name, value) in self.query {
            object = object.query(name, value);
        }
        for (name, value) in self.headers {
            object = object.header(name, value);
        }
        object
    }

    /// The 64-byte blocks that are hashed for the URL with the day's key at hand: the canonical request, the string to
    /// sign, and for HMAC the hash of that. The pads of the key were hashed with the key.
    pub(crate) fn warm_blocks(&self) -> usize {
        let bucket = bucket();
        let signer = bucket.signer(self.credentials()).expect("a signer");
        let now = Timestamp::parse("20150830T120000Z").expect("a time");
        let explanation = signer.explain(self.object(&bucket).request(), EXPIRES_IN, now).expect("a URL");
        blocks(&explanation)
    }

    /// The same without a key.
    pub(crate) fn cold_blocks(&self) -> usize {
        KEY_BLOCKS + self.warm_blocks()
    }
}

/// What a signing key costs: four HMACs of four blocks, and the two pads of the last one's result.
pub(crate) const KEY_BLOCKS: usize = 4 * 4 + 2;

/// The blocks of a signature whose key is at hand.
pub(crate) fn blocks(explanation: &Explanation) -> usize {
    padded(explanation.canonical_request.as_str()) + padded(explanation.string_to_sign.as_str()) + 1
}

/// One byte and eight bytes of padding.
pub(crate) fn padded(text: &str) -> usize {
    (text.len() + 9).div_ceil(64)
}

pub(crate) fn bucket() -> Bucket {
    Bucket::new(BUCKET, REGION).expect("a bucket")
}

/// SHA-256 of that many blocks and nothing else: no padding, no buffer, no copy.
pub(crate) fn floor(blocks: usize) -> [u32; 8] {
    let mut state = [0; 8];
    sha2::block_api::compress256(&mut state, black_box(&[[0; 64]; 64][..blocks]));
    state
}
