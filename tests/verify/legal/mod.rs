//! Requests of real clients that are out of the ordinary and legal, each next to the attack that it must not allow.

mod absent_header;
mod absolute_target;
mod authority;
mod date_header;
mod hop_by_hop_header;
mod payload_header;
mod signature_version_2;
mod unsigned_trailer;

use presign::verify::{Payload, Refusal, SignedRequest};
use sha2::{Digest, Sha256};

use crate::fixtures::{credentials, now};
use crate::hmac_sha256::sign;
use crate::server::{HOST, Verdict as _, key, policy};

const TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

type Headers<'a> = Vec<(&'a str, &'a str)>;

/// A client that writes what it signs line by line, without this crate's help. `signed` are the signed headers except for
/// `host`, in order. A header without a value was not sent.
struct Client<'a> {
    method: &'a str,
    signed: &'a [(&'a str, &'a str)],
    payload: &'a str,
}

impl Client<'_> {
    fn signed_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.signed.iter().map(|(name, _)| *name).chain(["host"]).collect();
        names.sort_unstable();
        names
    }

    fn signature(&self, query: &str) -> String {
        let mut lines: Vec<_> = self.signed.iter().copied().chain([("host", HOST)]).collect();
        lines.sort_unstable();
        let lines = lines.iter().map(|(name, value)| format!("{name}:{value}\n")).collect::<Vec<_>>().concat();
        let (method, names, payload) = (self.method, self.signed_names().join(";"), self.payload);
        let canonical_request = format!("{method}\n/k\n{query}\n{lines}\n{names}\n{payload}");
        let hash = hex::encode(Sha256::digest(canonical_request));
        let scope = "20150830/us-east-1/s3/aws4_request";
        sign(&key(), &format!("AWS4-HMAC-SHA256\n20150830T123600Z\n{scope}\n{hash}"))
    }

    /// The target of a presigned URL.
    fn target(&self) -> String {
        let names = self.signed_names().join("%3B");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request&\
             X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders={names}"
        );
        format!("/k?{query}&X-Amz-Signature={}", self.signature(&query))
    }

    fn authorization(&self) -> String {
        let (names, signature) = (self.signed_names().join(";"), self.signature(""));
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, SignedHeaders={names}, \
             Signature={signature}"
        )
    }

    /// Verifies the URL, sent with these headers and `host`.
    fn sends_url(&self, headers: &[(&str, &str)]) -> Result<Payload, Refusal> {
        let headers = headers.iter().copied().chain([("Host", HOST)]);
        let request = SignedRequest::parse(self.method, &self.target(), headers)?;
        request.verify(&credentials(), now(), &policy()).payload()
    }

    /// Verifies the request with `Authorization`, sent with these headers and `host`.
    fn sends(&self, headers: &[(&str, &str)]) -> Result<Payload, Refusal> {
        let authorization = self.authorization();
        let headers = headers.iter().copied().chain([("Host", HOST), ("Authorization", &authorization)]);
        verify(self.method, "/k", headers.collect())
    }
}

fn verify(method: &str, target: &str, headers: Headers<'_>) -> Result<Payload, Refusal> {
    let request = SignedRequest::parse(method, target, headers)?;
    request.verify(&credentials(), now(), &policy()).payload()
}

/// What a body of `hello` is verified by.
fn hello() -> Payload {
    Payload::Sha256(Sha256::digest("hello").into())
}
