//! What is signed: the four URLs of `benches/presign.rs`.

use std::time::Duration;

pub(crate) const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(crate) const BUCKET: &str = "presignedurldemo";
pub(crate) const REGION: &str = "ap-southeast-1";
pub(crate) const HOST: &str = "presignedurldemo.s3.ap-southeast-1.amazonaws.com";
pub(crate) const EXPIRES_IN: Duration = Duration::from_hours(10);

/// A URL to sign, and the 64-byte blocks its signature hashes.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
    token: usize,
    pub(crate) query: &'static [(&'static str, &'static str)],
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) cold_blocks: usize,
    pub(crate) warm_blocks: usize,
}

/// 200 bytes with spaces and letters beyond ASCII.
const LONG_KEY: &str = "reports/год 2015/août/rapport détaillé de la région sud-est/mesures du capteur numéro 42/\
    données brutes et corrigées, version définitive/série principale/fichier no 0000000000000017.csv";

const QUERY: [(&str, &str); 5] = [
    ("x-id", "PutObject"),
    ("partNumber", "7"),
    ("uploadId", "VXBsb2FkIElE+/=="),
    ("response-content-type", "text/plain; charset=utf-8"),
    ("versionId", "L4kqtJlcpXroDTDmpUMLUo"),
];

const HEADERS: [(&str, &str); 3] =
    [("content-type", "text/plain"), ("content-length", "1048576"), ("x-amz-meta-author", "nobody in particular")];

const PLAIN: Case =
    Case { name: "plain", key: "example.txt", token: 0, query: &[], headers: &[], cold_blocks: 27, warm_blocks: 9 };

pub(crate) const CASES: [Case; 4] = [
    PLAIN,
    Case { name: "token", token: 400, cold_blocks: 34, warm_blocks: 16, ..PLAIN },
    Case { name: "longkey", key: LONG_KEY, cold_blocks: 33, warm_blocks: 15, ..PLAIN },
    Case { name: "extras", query: &QUERY, headers: &HEADERS, cold_blocks: 34, warm_blocks: 16, ..PLAIN },
];

impl Case {
    /// The session token, if the case has one: the alphabet of real tokens, a third of which is escaped.
    pub(crate) fn token(&self) -> Option<String> {
        (self.token > 0).then(|| "IQoJb3JpZ2luX2VjE/+=".chars().cycle().take(self.token).collect())
    }
}
