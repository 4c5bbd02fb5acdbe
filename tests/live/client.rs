//! An ordinary HTTP client, which knows nothing of signing.

use std::time::Duration;

use presign::PresignedUrl;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// A request as it will be sent: what a presigned URL asks for, and perhaps changed since.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What the server said.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// How long anything may take before it counts as no answer.
const PATIENCE: Option<Duration> = Some(Duration::from_mins(1));
/// More than any answer has.
const MAX_ANSWER: u64 = 16 << 20;
/// The name of the file in a form.
pub(crate) const FILE: &str = "holiday.png";
const BOUNDARY: &str = "a-line-that-no-field-has";

impl From<PresignedUrl> for Message {
    fn from(url: PresignedUrl) -> Self {
        Self {
            method: url.method().into(),
            headers: url.headers().map(|(name, value)| (name.into(), value.into())).collect(),
            body: Vec::new(),
            url: url.into_string(),
        }
    }
}

impl Message {
    pub(crate) fn with_body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The form as a browser sends it: its fields in their order, then the file (RFC 7578).
    pub(crate) fn form(url: &str, fields: &[(String, String)], file: &[u8]) -> Self {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{FILE}\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let headers = vec![("content-type".into(), format!("multipart/form-data; boundary={BOUNDARY}"))];
        Self { method: "POST".into(), url: url.into(), headers, body }
    }

    pub(crate) fn send(&self, agent: &Agent) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(self.method.as_str()).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut response = match self.method.as_str() {
            "PUT" | "POST" => agent.run(request.body(self.body.as_slice())?)?,
            _ => agent.run(request.body(())?)?,
        };
        let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec()?;
        Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), body })
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content of the elements with this name, if the body is XML.
    pub(crate) fn elements(&self, name: &str) -> Vec<String> {
        let text = std::str::from_utf8(&self.body).unwrap_or_default();
        let Ok(document) = roxmltree::Document::parse(text) else { return Vec::new() };
        let elements = document.descendants().filter(|node| node.tag_name().name() == name);
        elements.map(|element| element.text().unwrap_or_default().into()).collect()
    }

    /// Whether the server did what it was asked. An error may come with the status 200.
    pub(crate) fn is_done(&self) -> bool {
        (200..300).contains(&self.status) && self.code().is_none()
    }

    /// The code of an error.
    pub(crate) fn code(&self) -> Option<String> {
        self.elements("Code").into_iter().next()
    }

    /// Whether a list has the key, encoded or as it is: not every server that says that it encodes does so.
    pub(crate) fn lists(&self, key: &str) -> bool {
        self.elements("Key").into_iter().any(|listed| listed == key || decode(&listed.replace('+', " ")) == key)
    }
}

fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.as_bytes().split_at(piece.len().min(2));
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        bytes.extend(u8::from_str_radix(digits, 16).ok());
        bytes.extend_from_slice(rest);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An error's sentence without the URL, which some of them quote.
pub(crate) fn sentence(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "the client does not accept the URL".into(),
        other => other.to_string(),
    }
}

/// A client that sends what it is given and shows what comes back: refusals and redirects are answers like any other.
pub(crate) fn agent(uses_proxy: bool) -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(PATIENCE);
    if uses_proxy { config.build().new_agent() } else { config.proxy(None).build().new_agent() }
}
