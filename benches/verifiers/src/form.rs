//! The requests that are verified, as a server receives them: signed now, since some verifiers ask the clock themselves.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Uri};
use presign::{Credentials, Signer, Timestamp};

use crate::{KEY, REGION};

/// A form of a signed request.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) good: Request<Bytes>,
    /// Whether there is a body whose hash is signed.
    pub(crate) signs_body: bool,
}

impl Form {
    pub(crate) fn with_other_path(&self) -> Request<Bytes> {
        let mut request = self.good.clone();
        let target = request.uri().to_string().replace("cat", "dog");
        *request.uri_mut() = target.parse().expect("a target");
        request
    }

    /// One bit differs, or a body stands where there was none.
    pub(crate) fn with_other_body(&self) -> Request<Bytes> {
        self.good.clone().map(|body| {
            let mut body = Vec::from(body);
            match body.last_mut() {
                Some(last) => *last ^= 1,
                None => body.push(0),
            }
            body.into()
        })
    }
}

/// Where the signature is, and what it says of the body.
#[derive(Clone, Copy)]
enum Signed {
    Headers,
    UrlOnly,
    UrlWithBody,
}

/// All forms, without a body and with one of 1 KB and of 64 KB.
pub(crate) fn all() -> impl Iterator<Item = Form> {
    [
        ("headers, no body", Signed::Headers, 0),
        ("headers, 1 KB", Signed::Headers, 1000),
        ("headers, 64 KB", Signed::Headers, 64_000),
        ("URL, no body", Signed::UrlOnly, 0),
        ("URL, 1 KB unsigned", Signed::UrlOnly, 1000),
        ("URL, 64 KB unsigned", Signed::UrlOnly, 64_000),
        ("URL, 1 KB signed", Signed::UrlWithBody, 1000),
        ("URL, 64 KB signed", Signed::UrlWithBody, 64_000),
    ]
    .into_iter()
    .map(|(name, signed, length)| Form {
        name,
        good: request(signed, length),
        signs_body: length > 0 && !matches!(signed, Signed::UrlOnly),
    })
}

fn request(signed: Signed, length: usize) -> Request<Bytes> {
    let body: Bytes = (0..=250).cycle().take(length).collect();
    let (signer, now) =
        (Signer::new(Credentials::new(KEY.0, KEY.1), REGION, "s3").expect("a signer"), Timestamp::now());
    let url = "https://s3.example/photos/2026/a%20cat.jpg";
    let request = if length == 0 { presign::Request::get(url) } else { presign::Request::put(url) };
    let request = request.expect("a request");
    let presign = |request: presign::Request<'_>| {
        let url = request.presign(&signer, Duration::from_mins(15), now).expect("it can be signed");
        url.to_http_request(()).expect("a request")
    };
    let sent = match signed {
        Signed::Headers => {
            let signed = request.body(&body).sign(&signer, now).expect("it can be signed");
            signed.to_http_request(()).expect("a request")
        }
        Signed::UrlOnly => presign(request),
        Signed::UrlWithBody => presign(request.body(&body)),
    };
    let (mut parts, ()) = sent.into_parts();
    parts.headers.insert("host", "s3.example".parse().expect("a host"));
    if length > 0 {
        parts.headers.insert("content-length", length.into());
    }
    let target = parts.uri.path_and_query().expect("a path").as_str();
    parts.uri = target.parse::<Uri>().expect("a target");
    Request::from_parts(parts, body)
}
