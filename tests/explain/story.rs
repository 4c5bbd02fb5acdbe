//! A signature, the request that was made with it, and the server that answers it.
//!
//! No answer is written by hand: the server verifies the request with the crate's own `verify`, and its refusal is worded
//! as S3 words it.

use std::time::Duration;

use presign::explain::{Comparison, compare};
use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Credentials, Explanation, Request, Signer, Timestamp};

use crate::fixtures::{SECRET, now};
use crate::wording::{by_the_body, iso, mismatch, refusal};

pub(crate) const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";

/// A signature, and the request that was made with it.
pub(crate) struct Story {
    pub(crate) explanation: Explanation,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) server: Server,
}

/// What the server knows.
pub(crate) struct Server {
    pub(crate) now: Timestamp,
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
    pub(crate) credentials: Credentials,
}

/// An upload to S3, for a browser.
pub(crate) fn upload() -> Story {
    sign(&request("https://examplebucket.s3.us-east-1.amazonaws.com/photos/2015%20a%2Bb.txt"), "", "s3")
}

pub(crate) fn request(url: &str) -> Request<'_> {
    Request::put(url).unwrap().query("versionId", "a b+c").header("content-type", "text/plain")
}

pub(crate) fn sign(request: &Request<'_>, token: &str, service: &'static str) -> Story {
    let id = if token.is_empty() { "AKIDEXAMPLE" } else { "ASIAEXAMPLE" };
    let credentials = Credentials::new(id, SECRET).with_session_token(token);
    let signer = Signer::new(credentials.clone(), "us-east-1", service).unwrap();
    let explanation = signer.explain(request, Duration::from_secs(900), now()).unwrap();
    let (host, target) = explanation.url().unwrap().as_str()["https://".len()..].split_once('/').unwrap();
    let mut headers: Vec<(String, String)> =
        explanation.url().unwrap().headers().map(|(name, value)| (name.into(), value.into())).collect();
    headers.push(("host".into(), host.into()));
    Story {
        method: explanation.url().unwrap().method().into(),
        target: format!("/{target}"),
        headers,
        body: String::new(),
        server: Server { now: now(), region: "us-east-1", service, credentials },
        explanation,
    }
}

impl Story {
    pub(crate) fn method(mut self, method: &str) -> Self {
        self.method = method.into();
        self
    }

    pub(crate) fn target(mut self, from: &str, to: &str) -> Self {
        assert!(self.target.contains(from), "{}", self.target);
        self.target = self.target.replacen(from, to, 1);
        self
    }

    /// Sends the header with another value, or not at all if the value is empty.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        if !value.is_empty() {
            self.headers.push((name.into(), value.into()));
        }
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn server(mut self, change: impl FnOnce(&mut Server)) -> Self {
        change(&mut self.server);
        self
    }

    pub(crate) fn answer(&self) -> String {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let policy = Policy::new(self.server.region, self.server.service);
        let request = match SignedRequest::parse(&self.method, &self.target, headers) {
            Ok(request) => request.body(&self.body),
            Err(error) => return refusal(&error, ""),
        };
        let expiry = format!(
            "<X-Amz-Expires>{}</X-Amz-Expires><Expires>{}</Expires><ServerTime>{}</ServerTime>",
            request.expires_at().map_or(0, |end| (end - request.date()).as_secs()),
            request.expires_at().map(iso).unwrap_or_default(),
            iso(self.server.now),
        );
        let verified = request.verify(&self.server.credentials, self.server.now, &policy);
        let Err(error) = verified else { return by_the_body(&self.target) };
        match &error {
            Refusal::SignatureMismatch | Refusal::SignedHeaderAbsent(_) => {
                let canonical_request = request.canonical_request(&policy.rules).unwrap();
                let string_to_sign = request.string_to_sign(&canonical_request);
                let id = request.access_key_id();
                let signature = self.target.split("X-Amz-Signature=").nth(1).unwrap();
                mismatch(id, canonical_request.as_str(), string_to_sign.as_str(), signature)
            }
            Refusal::Expired(_) | Refusal::NotYetValid(_) => refusal(&error, &expiry),
            _ => refusal(&error, ""),
        }
    }

    pub(crate) fn compare(&self) -> Comparison {
        compare(&self.explanation, &self.answer())
    }

    /// Asserts which cause is named first.
    #[track_caller]
    pub(crate) fn is_caused_by(&self, kind: &'static str, sentence: &str) {
        let comparison = self.compare();
        let cause = &comparison.causes[0];
        assert_eq!((cause.kind(), cause.sentence.as_str()), (kind, sentence), "{}", self.answer());
    }
}
