//! What is known of a signature.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};

use crate::explain::Evidence;
use crate::explain::compare::answer::Answer;
use crate::explain::inspect::{Url, pasted_url};
use crate::explain::parts::Parts;
use crate::request::Request;
use crate::signing::{CanonicalRequest, Explanation, Rules};
use crate::verify::SignedRequest;

/// The strings that were signed, or as much of them as can be known.
pub(super) struct Signed {
    pub(super) canonical_request: String,
    pub(super) string_to_sign: String,
    /// 64 hexadecimal digits, if known.
    pub(super) signature: Option<String>,
    /// Whether the method and the headers' values come from the signing and not from the answer.
    pub(super) is_complete: bool,
}

impl Signed {
    pub(super) fn of_explanation(explanation: &Explanation) -> Self {
        Self {
            canonical_request: explanation.canonical_request.as_str().to_owned(),
            string_to_sign: explanation.string_to_sign.as_str().to_owned(),
            signature: Some(explanation.signature.to_string()),
            is_complete: true,
        }
    }

    /// The request that was sent, as far as it is known. What is not is taken from the answer, so that no difference is
    /// seen in it.
    pub(super) fn of_request(evidence: &Evidence, answer: &Answer) -> Option<Self> {
        if let Some(text) = &evidence.signed {
            return Some(Self::of_log(text));
        }
        let received = answer.canonical_request()?;
        let received = Parts::parse(&received)?;
        let (text, _) = pasted_url(evidence.url.as_deref()?);
        let text = text.trim();
        // In lower case and without the default port, as clients send it.
        let host = Request::new("GET", text).ok()?.address.host().to_owned();
        let host = evidence.header("host").map_or(host, |host| host.trim().to_ascii_lowercase());
        let sent = |name: &str| evidence.header(name);
        let missing = received.headers.iter().copied().filter(|(name, _)| *name != "host" && sent(name).is_none());
        let given = evidence.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let headers = given.filter(|(name, _)| *name != "host").chain(missing).chain([("host", host.as_str())]);
        let method = evidence.method.as_deref().unwrap_or(received.method);
        let url = Url::parse(text);
        let request = SignedRequest::parse(method, &target(&url), headers).ok()?;
        let canonical_request = request.canonical_request(&Rules::for_service(request.scope().service())).ok()?;
        let (before, _) = canonical_request.as_str().rsplit_once('\n')?;
        let hash = sent("x-amz-content-sha256").unwrap_or(received.payload_hash);
        let canonical_request = CanonicalRequest::from_text(format!("{before}\n{hash}"));
        Some(Self {
            string_to_sign: request.string_to_sign(&canonical_request).as_str().to_owned(),
            canonical_request: canonical_request.as_str().to_owned(),
            signature: None,
            is_complete: false,
        })
    }

    /// What the client's log says it signed. Its string to sign is not read: the canonical request holds as much.
    fn of_log(text: &str) -> Self {
        Self { canonical_request: text.to_owned(), string_to_sign: String::new(), signature: None, is_complete: true }
    }
}

/// Path and query as a client sends them, not the fragment.
fn target(url: &Url<'_>) -> String {
    let slash = if url.path.is_empty() { "/" } else { "" };
    let mark = if url.query.is_empty() { "" } else { "?" };
    format!("{slash}{}{mark}{}", url.path, url.query)
}
