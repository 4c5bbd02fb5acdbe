//! A presigned upload on its way to the server.

use presign::Timestamp;
use presign::verify::{Payload, Policy, Refusal, SignedRequest};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, at, now, signer};
use crate::server::{HOST, Verdict as _, assert_refused, borrowed, key, policy, target};

/// A request on its way to the server, to be tampered with.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) now: Timestamp,
    pub(crate) policy: Policy,
}

impl Sent {
    /// An upload, valid for an hour, as its client sends it.
    pub(crate) fn upload() -> Self {
        let bucket = bucket();
        let upload = bucket.put_object("a b.txt").content_type("text/plain");
        let url = upload.presign(&signer("s3"), HOUR, now()).unwrap();
        let headers = vec![("Host".into(), HOST.into()), ("Content-Type".into(), "text/plain".into())];
        let target = target(url.as_str()).into();
        Self { method: "PUT", target, headers, now: now(), policy: policy() }
    }

    /// The same with a part of the target replaced.
    pub(crate) fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.target.contains(from), "{from}");
        self.target = self.target.replacen(from, to, 1);
        self
    }

    /// The same with another parameter value.
    pub(crate) fn with_parameter(self, name: &str, value: &str) -> Self {
        let start = self.target.find(&format!("{name}=")).expect(name) + name.len() + 1;
        let end = self.target[start..].find('&').map_or(self.target.len(), |length| start + length);
        let target = format!("{}{value}{}", &self.target[..start], &self.target[end..]);
        Self { target, ..self }
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn at(self, now: &str) -> Self {
        Self { now: at(now), ..self }
    }

    pub(crate) fn parse(&self) -> Result<SignedRequest, Refusal> {
        SignedRequest::parse(self.method, &self.target, borrowed(&self.headers))
    }

    pub(crate) fn verify(&self) -> Result<Payload, Refusal> {
        self.parse()?.verify(&key(), self.now, &self.policy).payload()
    }

    /// Asserts that this request is refused with this sentence, and with this code and status of S3.
    #[track_caller]
    pub(crate) fn is_refused(&self, sentence: &str, code: &str, status: u16) {
        assert_refused(self.verify(), sentence, code, status);
    }

    /// Asserts that this request is refused for a parameter.
    #[track_caller]
    pub(crate) fn is_malformed(&self, sentence: &str) {
        self.is_refused(sentence, "AuthorizationQueryParametersError", 400);
    }

    #[track_caller]
    pub(crate) fn is_mismatch(&self) {
        self.is_refused("the signature does not match the request", "SignatureDoesNotMatch", 403);
    }
}
