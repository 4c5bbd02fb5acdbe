//! A signer of its own, written from AWS's page "Create a signed AWS API request" with two hash functions and nothing
//! of this crate. What it signs and what is sent can be changed apart from each other.

use hmac::{Hmac, KeyInit, Mac};
use presign::Credentials;
use presign::explain::{self, Attempt, Sent};
use presign::verify::Refusal;
use sha2::{Digest, Sha256};

pub(super) const ID: &str = "AKIDEXAMPLE";
/// With every character that is damaged in transit.
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/with=";
pub(super) const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

pub(super) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

pub(super) fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
}

/// Percent-encodes all except letters, digits and `kept`.
pub(super) fn encode(text: &str, kept: &str) -> String {
    let each = |byte: &u8| match char::from(*byte) {
        c if c.is_ascii_alphanumeric() || (c.is_ascii() && kept.contains(c)) => c.to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.as_bytes().iter().map(each).collect()
}

pub(super) const UNRESERVED: &str = "-._~";
pub(super) const PATH: &str = "-._~/";

pub(super) type Pairs = Vec<(String, String)>;

/// What is signed, in strings that nothing keeps right.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) method: String,
    pub(super) path: String,
    /// Encoded and sorted, each with its `=`.
    pub(super) query: Vec<String>,
    pub(super) headers: Pairs,
    pub(super) payload: String,
    pub(super) time: String,
    pub(super) scope: [String; 4],
    pub(super) key_scope: [String; 4],
    pub(super) secret: String,
    pub(super) steps: Steps,
}

/// The steps of signing.
#[derive(Clone, Copy)]
pub(super) struct Steps {
    pub(super) request: fn(&Signed) -> String,
    pub(super) text: fn(&Signed, &str) -> String,
    pub(super) key: fn(&Signed) -> Vec<u8>,
    pub(super) mac: fn(&[u8], &[u8]) -> Vec<u8>,
}

/// What is sent.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) scheme: &'static str,
    pub(super) host: String,
    pub(super) path: String,
    /// As written, without the signature.
    pub(super) query: Vec<String>,
    pub(super) headers: Pairs,
    pub(super) body: Option<String>,
    pub(super) hosts: Vec<String>,
    pub(super) is_in_query: bool,
    /// The names in `SignedHeaders`.
    pub(super) names: String,
    pub(super) credentials: (String, String, Option<String>),
    /// What is appended after the signature.
    pub(super) after: String,
}

/// A request as it was signed and as it was sent.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) signed: Signed,
    pub(super) sent: Request,
    /// The object's key or the resource, decoded, without its first slash.
    pub(super) key: String,
    pub(super) own: Pairs,
}

/// What is signed.
pub(super) struct Plan<'a> {
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    pub(super) key: &'a str,
    pub(super) own: &'a [(&'a str, &'a str)],
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: Option<&'a str>,
    pub(super) service: &'a str,
    pub(super) region: &'a str,
    pub(super) time: &'a str,
    pub(super) token: Option<&'a str>,
    pub(super) is_in_query: bool,
}

pub(super) fn headers_and_list(signed: &Signed) -> String {
    let names: Vec<_> = signed.headers.iter().map(|(name, _)| name.as_str()).collect();
    let lines: Vec<_> = signed.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    format!("{}\n{}", lines.concat(), names.join(";"))
}

pub(super) fn request(signed: &Signed) -> String {
    let Signed { method, path, payload, .. } = signed;
    format!("{method}\n{path}\n{}\n{}\n{payload}", signed.query.join("&"), headers_and_list(signed))
}

pub(super) fn text(signed: &Signed, request: &str) -> String {
    format!("AWS4-HMAC-SHA256\n{}\n{}\n{}", signed.time, signed.scope.join("/"), hash(request))
}

pub(super) fn chain(start: &str, parts: &[String]) -> Vec<u8> {
    parts.iter().fold(start.as_bytes().to_vec(), |key, part| hmac(&key, part.as_bytes()))
}

pub(super) fn key(signed: &Signed) -> Vec<u8> {
    chain(&format!("AWS4{}", signed.secret), &signed.key_scope)
}

impl Plan<'_> {
    pub(super) fn case(&self) -> Case {
        let owned = |pairs: &[(&str, &str)]| -> Pairs {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let scope = [&self.time[..8], self.region, self.service, "aws4_request"].map(str::to_owned);
        let is_s3 = self.service == "s3";
        let mut headers = owned(self.headers);
        headers.push(("host".into(), self.host.into()));
        let body = self.body.map_or(EMPTY.into(), hash);
        let payload = if self.is_in_query && is_s3 { UNSIGNED.into() } else { body };
        if !self.is_in_query {
            headers.push(("x-amz-date".into(), self.time.into()));
            headers.extend(self.token.map(|token| ("x-amz-security-token".into(), token.into())));
            headers.extend(is_s3.then(|| ("x-amz-content-sha256".into(), payload.clone())));
        }
        headers.sort();
        let names = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
        let mut pairs = owned(self.own);
        if self.is_in_query {
            let credential = format!("{ID}/{}", scope.join("/"));
            let signing = [
                ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
                ("X-Amz-Credential", &credential),
                ("X-Amz-Date", self.time),
                ("X-Amz-Expires", "900"),
                ("X-Amz-SignedHeaders", &names),
            ];
            pairs.extend(owned(&signing));
            pairs.extend(self.token.map(|token| ("X-Amz-Security-Token".into(), token.into())));
        }
        let written: Vec<_> = pairs.iter().map(|(name, value)| parameter(name, value)).collect();
        let mut query = written.clone();
        sort(&mut query);
        let once = format!("/{}", encode(self.key, PATH));
        let path = if is_s3 { once.clone() } else { encode(&once, PATH) };
        let sent_headers = headers.iter().filter(|(name, _)| name != "host").cloned().collect();
        let steps = Steps { request, text, key, mac: hmac };
        let signed = Signed {
            method: self.method.into(),
            path,
            query,
            headers,
            payload,
            time: self.time.into(),
            key_scope: scope.clone(),
            scope,
            secret: SECRET.into(),
            steps,
        };
        let sent = Request {
            method: self.method.into(),
            scheme: "https",
            host: self.host.into(),
            path: once,
            query: written,
            headers: sent_headers,
            body: self.body.map(str::to_owned),
            hosts: Vec::new(),
            is_in_query: self.is_in_query,
            names,
            credentials: (ID.into(), SECRET.into(), self.token.map(str::to_owned)),
            after: String::new(),
        };
        Case { signed, sent, key: self.key.into(), own: owned(self.own) }
    }
}

/// By name, then by value.
pub(super) fn sort(query: &mut [String]) {
    query.sort_by(|a, b| a.split_once('=').unwrap_or((a, "")).cmp(&b.split_once('=').unwrap_or((b, ""))));
}

/// A parameter as it is signed.
pub(super) fn parameter(name: &str, value: &str) -> String {
    format!("{}={}", encode(name, UNRESERVED), encode(value, UNRESERVED))
}

impl Case {
    pub(super) fn signature(&self) -> String {
        let Steps { request, text, key, mac } = self.signed.steps;
        let text = text(&self.signed, &request(&self.signed));
        hex(&mac(&key(&self.signed), text.as_bytes()))
    }

    pub(super) fn url(&self) -> String {
        let Request { scheme, host, path, .. } = &self.sent;
        let mut query = self.sent.query.clone();
        query.extend(self.sent.is_in_query.then(|| format!("X-Amz-Signature={}{}", self.signature(), self.sent.after)));
        format!("{scheme}://{host}{path}?{}", query.join("&")).trim_end_matches('?').to_owned()
    }

    /// Asks the search.
    pub(super) fn solve(&self, budget: u64) -> Result<Attempt, Refusal> {
        let (url, mut headers) = (self.url(), self.sent.headers.clone());
        if !self.sent.is_in_query {
            let scope = self.signed.scope.join("/");
            let (names, signature) = (&self.sent.names, self.signature());
            let value =
                format!("AWS4-HMAC-SHA256 Credential={ID}/{scope}, SignedHeaders={names}, Signature={signature}");
            headers.push(("authorization".into(), value));
        }
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let hosts: Vec<_> = self.sent.hosts.iter().map(String::as_str).collect();
        let sent = Sent::new(&self.sent.method, &url).headers(&headers).other_hosts(&hosts);
        let sent = self.sent.body.as_deref().map_or(sent, |body| sent.body(body.as_bytes()));
        let (id, secret, token) = &self.sent.credentials;
        let mut credentials = Credentials::new(id.as_str(), secret.as_str());
        if let Some(token) = token {
            credentials = credentials.with_session_token(token.as_str());
        }
        explain::solve(&sent, &credentials, budget)
    }

    /// The value of a header that is sent.
    pub(super) fn send_header(&mut self, name: &str, value: Option<&str>) {
        self.sent.headers.retain(|(other, _)| other != name);
        self.sent.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// The value of a header that is signed; `None`: it has no line.
    pub(super) fn sign_header(&mut self, name: &str, value: &str) {
        let it = self.signed.headers.iter_mut().find(|(other, _)| other == name);
        let (_, signed) = it.unwrap_or_else(|| panic!("{name} is not signed"));
        assert_ne!(signed, value, "{name}");
        value.clone_into(signed);
    }

    /// Writes each parameter that is signed anew, and sorts them.
    pub(super) fn rewrite_query(&mut self, write: impl Fn(&str) -> String) {
        let before = self.signed.query.clone();
        self.signed.query = before.iter().map(|written| write(written)).collect();
        assert_ne!(before, self.signed.query);
        sort(&mut self.signed.query);
    }

    pub(super) fn rewrite_sorted(&mut self) {
        sort(&mut self.signed.query);
    }

    pub(super) fn sign_path(&mut self, path: &str) {
        assert_ne!(self.signed.path, path);
        path.clone_into(&mut self.signed.path);
    }
}
