//! What the client gets of the upstream's answer: nothing that quotes the request which the real key has signed.

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use presign::Credentials;
use presign_tower::Refusal;

use crate::body::{Body, Paced};
use crate::refusal::bad_gateway;

/// Headers of the upstream's answer that end here. `location` is where another request would go, past this proxy.
const ENDING: [HeaderName; 8] = [
    header::CONNECTION,
    header::LOCATION,
    header::PROXY_AUTHENTICATE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
];

/// The longest error document that is read.
const MAX_DOCUMENT: usize = 64 * 1024;

/// The codes that speak of the signature. The client's has been verified: these are about the proxy's own.
///
/// Source: Amazon S3 API Reference, "Error responses".
const OF_SIGNATURES: [&str; 9] = [
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidSecurity",
    "InvalidToken",
    "MissingSecurityHeader",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
];

/// What no client may see.
pub(crate) struct Secrets<'a> {
    credentials: &'a Credentials,
    /// What the credentials have signed, which is good for as long as the upstream says.
    signature: &'a str,
}

impl<'a> Secrets<'a> {
    /// `authorization` is the header that the credentials have signed.
    pub(crate) fn new(credentials: &'a Credentials, authorization: &'a str) -> Self {
        Self { credentials, signature: authorization.rsplit("Signature=").next().unwrap_or_default() }
    }

    /// Whether a text quotes one of them, as it is or encoded for a URL or for XML.
    fn are_in(&self, text: &str) -> bool {
        let text = unescaped(text);
        let once = percent_decode_str(&text).decode_utf8_lossy();
        let twice = percent_decode_str(&once).decode_utf8_lossy();
        let secrets = [Some(self.credentials.access_key_id()), self.credentials.session_token(), Some(self.signature)];
        let mut secrets = secrets.into_iter().flatten().filter(|secret| !secret.is_empty());
        secrets.any(|secret| [&*text, &*once, &*twice].iter().any(|text| text.contains(secret)))
    }

    fn are_in_header(&self, value: &HeaderValue) -> bool {
        self.are_in(&String::from_utf8_lossy(value.as_bytes()))
    }
}

/// Makes the client's answer of the upstream's. Errors are written anew, since S3 puts the request that it has seen into them, with
/// the session token; what it has done for the client it answers without. A redirect would lead past the proxy.
pub(crate) async fn pass_on(
    method: &Method,
    response: Response<Paced<Incoming>>,
    secrets: Secrets<'_>,
) -> Result<Response<Body>, Refusal> {
    let (mut head, body) = response.into_parts();
    let status = head.status;
    if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
        return Err(bad_gateway(format!("the upstream redirects ({status}): it serves another region, or host")));
    }
    // The phrase after the status is the upstream's too, and may be empty: botocore loses an answer without one.
    head.extensions.clear();
    for name in ENDING {
        head.headers.remove(name);
    }
    let quoting: Vec<_> = head.headers.iter().filter(|(_, value)| secrets.are_in_header(value)).collect();
    let quoting: Vec<_> = quoting.into_iter().map(|(name, _)| name.clone()).collect();
    for name in quoting {
        head.headers.remove(name);
    }
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(Response::from_parts(head, body.boxed_unsync()));
    }
    if method == Method::HEAD {
        return Ok(Response::from_parts(head, Empty::new().map_err(|never| match never {}).boxed_unsync()));
    }
    let document = Limited::new(body, MAX_DOCUMENT).collect().await.map(http_body_util::Collected::to_bytes);
    let document = document.unwrap_or_default();
    Err(error(status, &String::from_utf8_lossy(&document), &secrets))
}

/// The same error with the code and the message of its document alone.
fn error(status: StatusCode, document: &str, secrets: &Secrets<'_>) -> Refusal {
    let is_code =
        |code: &&str| !code.is_empty() && code.len() <= 64 && code.bytes().all(|it| it.is_ascii_alphanumeric());
    let code = element(document, "Code").filter(is_code).filter(|code| !secrets.are_in(code));
    if let Some(code) = code.filter(|code| OF_SIGNATURES.contains(code)) {
        return bad_gateway(format!("the upstream refuses the proxy's own signature: {code}"));
    }
    let message = element(document, "Message").filter(|message| !secrets.are_in(message));
    let message = unescaped(message.unwrap_or("the upstream gives no reason that can be passed on"));
    let code = match code {
        Some(code) => code.to_string(),
        None => status.canonical_reason().unwrap_or("Unknown").replace(' ', ""),
    };
    Refusal::new(status, code, message)
}

/// The text of the first element of this name.
fn element<'a>(document: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = document.split_once(&format!("<{name}>"))?;
    rest.split_once('<').map(|(text, _)| text)
}

/// The text as it was before it was written in XML.
fn unescaped(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let character = piece.split_once(';').and_then(|(name, rest)| Some((character(name)?, rest)));
        match character {
            Some((character, rest)) => plain.extend([character.to_string().as_str(), rest]),
            None => plain.extend(["&", piece]),
        }
    }
    plain
}

fn character(name: &str) -> Option<char> {
    let number = match name {
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "gt" => return Some('>'),
        "lt" => return Some('<'),
        "quot" => return Some('"'),
        _ => name.strip_prefix('#')?,
    };
    let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
    char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)
}
