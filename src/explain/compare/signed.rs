//! What is known of a signature.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};

use crate::explain::compare::answer::Answer;
use crate::explain::inspect::Url;
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

    /// The request that a URL was signed for, assuming that the server's method, headers and payload hash were signed.
    pub(super) fn of_url(url: &str, answer: &Answer) -> Option<Self> {
        let received = answer.canonical_request()?;
        let received = Parts::parse(&received)?;
        let text = url.trim();
        // In lower case and without the default port, as clients send it.
        let host = Request::new("GET", text).ok()?.address.host().to_owned();
        let headers =
            received.headers.iter().copied().filter(|(name, _)| *name != "host").chain([("host", host.as_str())]);
        let target = target(&Url::parse(text));
        let request = SignedRequest::parse(received.method, &target, headers).ok()?;
        let canonical_request = request.canonical_request(&Rules::for_service(request.scope().service())).ok()?;
        let (before, _) = canonical_request.as_str().rsplit_once('\n')?;
        let canonical_request = CanonicalRequest::from_text(format!("{before}\n{}", received.payload_hash));
        Some(Self {
            string_to_sign: request.string_to_sign(&canonical_request).as_str().to_owned(),
            canonical_request: canonical_request.as_str().to_owned(),
            signature: None,
            is_complete: false,
        })
    }
}

/// Path and query as a client sends them, not the fragment.
fn target(url: &Url<'_>) -> String {
    let slash = if url.path.is_empty() { "/" } else { "" };
    format!("{slash}{}?{}", url.path, url.query)
}
