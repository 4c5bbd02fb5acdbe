//! Requests are accepted and refused as every case says.

use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, Timestamp};
use serde::Deserialize;

use crate::suite::{Encoding, Key, Outcome, Score, read, text};

#[derive(Deserialize)]
struct Case {
    id: String,
    result: Outcome,
    now: String,
    region: String,
    service: String,
    rules: Encoding,
    keys: Vec<Key>,
    request: Received,
    /// What a body in chunks is, decoded, in hexadecimal digits.
    decoded: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Received {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Received {
    pub(crate) fn read(&self) -> Result<SignedRequest, String> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        SignedRequest::parse(&self.method, &self.target, headers).map_err(text)
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        self.body.as_deref().map(|body| hex::decode(body).expect("hexadecimal digits")).unwrap_or_default()
    }
}

/// The credentials that a server has, by the access key id.
pub(crate) fn known<'k>(keys: &'k [Key], access_key_id: &str) -> Option<&'k Key> {
    keys.iter().find(|key| key.credentials().access_key_id() == access_key_id)
}

impl Case {
    fn verify(&self) -> Result<(), String> {
        let mut policy = Policy::new(&self.region, &self.service);
        policy.rules = self.rules.rules(&self.service);
        let request = self.request.read()?;
        let key = known(&self.keys, request.access_key_id()).ok_or("unknown key")?;
        let credentials: Credentials = key.credentials();
        let now = Timestamp::parse(&self.now).map_err(text)?;
        let request = if request.needs_body(&policy) { request.body(self.request.body()) } else { request };
        let (_, decoder) = request.verify(&credentials, now, &policy).map_err(text)?;
        let (body, decoded) = (self.request.body(), self.decoded.as_deref());
        let read = decoder.read(&body).map_err(text)?;
        let is_right = decoded.is_none_or(|decoded| hex::encode(&read) == decoded);
        is_right.then_some(()).ok_or_else(|| format!("decoded as {}", hex::encode(&read)))
    }
}

fn judge(group: &str, least: usize) {
    let mut score = Score::default();
    for case in read::<Case>(group) {
        score.judge(&case.id, case.result, case.verify());
    }
    score.assert_all(least);
}

#[test]
fn requests_are_verified() {
    judge("verify", 1_600);
}

#[test]
fn requests_for_several_regions_are_verified() {
    judge("sigv4a", 220);
}

#[test]
fn bodies_in_chunks_are_decoded() {
    judge("chunks", 250);
}
