//! Requests are signed as every case says.

use std::time::Duration;

use presign::{Error, Request, Signer, Timestamp};
use serde::Deserialize;

use crate::suite::{Encoding, Key, Outcome, Score, read, text};

#[derive(Deserialize)]
struct Case {
    id: String,
    result: Outcome,
    place: String,
    credentials: Key,
    time: String,
    region: String,
    service: String,
    rules: Encoding,
    payload: String,
    expires: Option<u64>,
    request: Asked,
    expected: Option<Expected>,
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Expected {
    url: Option<String>,
    authorization: Option<String>,
}

/// The address of a URL, and its parameters, decoded and sorted: their spelling and order are free.
fn parts(url: &str) -> (Vec<u8>, Vec<[Vec<u8>; 2]>) {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let (start, query) = url.split_once('?').unwrap_or((url, ""));
    let pair = |part: &str| part.split_once('=').map_or([decoded(part), Vec::new()], |(n, v)| [n, v].map(decoded));
    let mut parameters: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
    parameters.sort_unstable();
    (decoded(start), parameters)
}

impl Case {
    fn request(&self) -> Result<Request<'_>, Error> {
        let request = Request::new(&self.request.method, &self.request.url)?.payload_hash(&self.payload);
        Ok(self.request.headers.iter().fold(request, |request, (name, value)| request.header(name, value)))
    }

    fn sign(&self) -> Result<(), String> {
        let rules = self.rules.rules(&self.service).send_expires(self.expires.is_some());
        let signer = Signer::new(self.credentials.credentials(), &self.region, &self.service);
        let signer = signer.map_err(text)?.with_rules(rules);
        let now = Timestamp::parse(&self.time).map_err(text)?;
        let request = self.request().map_err(text)?;
        let expected = self.expected.as_ref();
        if self.place == "header" {
            let signed = request.sign(&signer, now).map_err(text)?;
            let written = signed.headers().find(|(name, _)| *name == "authorization").map(|(_, value)| value);
            return same(written.unwrap_or_default(), expected.and_then(|it| it.authorization.as_deref()));
        }
        let expires = Duration::from_secs(self.expires.unwrap_or(604_800));
        let signed = request.presign(&signer, expires, now).map_err(text)?;
        let Some(expected) = expected else { return Ok(()) };
        let wanted = expected.url.as_deref().unwrap_or_default();
        if parts(signed.as_str()) == parts(wanted) { Ok(()) } else { same(signed.as_str(), Some(wanted)) }
    }
}

fn same(made: &str, wanted: Option<&str>) -> Result<(), String> {
    if wanted.is_none_or(|wanted| wanted == made) {
        Ok(())
    } else {
        Err(format!("{made}\n  is not {}", wanted.unwrap_or_default()))
    }
}

#[test]
fn requests_are_signed() {
    let mut score = Score::default();
    for case in read::<Case>("sign") {
        score.judge(&case.id, case.result, case.sign());
    }
    score.assert_all(800);
}
