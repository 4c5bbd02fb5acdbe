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
    pub(crate) body: Option<Vec<u8>>,
}

/// What the server said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// How long nothing may happen, however long a transfer takes.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(30));

impl Message {
    pub(crate) fn new(url: PresignedUrl, body: Option<&[u8]>) -> Self {
        Self {
            method: url.method().into(),
            headers: url.headers().map(|(name, value)| (name.into(), value.into())).collect(),
            body: body.map(Into::into),
            url: url.into_string(),
        }
    }

    /// The URL without its query, which is what must stay secret.
    pub(crate) fn address(&self) -> &str {
        self.url.split_once('?').map_or(self.url.as_str(), |(address, _)| address)
    }

    /// Sends it and reads the answer, at most `limit` bytes of it.
    pub(crate) fn send(&self, agent: &Agent, limit: u64) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(self.method.as_str()).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut response = match &self.body {
            Some(body) => agent.run(request.body(body.as_slice())?)?,
            None => agent.run(request.body(())?)?,
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.body_mut().with_config().limit(limit).read_to_vec()?;
        Ok(Answer { status, headers, body })
    }
}

impl Answer {
    /// The code in the XML of an error.
    pub(crate) fn code(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.body).ok()?;
        let document = roxmltree::Document::parse(text).ok()?;
        let code = document.root_element().children().find(|node| node.tag_name().name() == "Code")?;
        code.text().map(Into::into)
    }
}

/// A client that sends what it is given and shows what comes back: refusals and redirects are answers like any other.
pub(crate) fn agent(uses_proxy: bool) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_connect(PATIENCE)
        .timeout_per_read(PATIENCE)
        .timeout_per_write(PATIENCE);
    if uses_proxy { config.build().new_agent() } else { config.proxy(None).build().new_agent() }
}

/// An error's sentence without the URL, which some of them quote.
pub(crate) fn sentence(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "the client does not accept the URL".into(),
        other => other.to_string(),
    }
}
