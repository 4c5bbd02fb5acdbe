//! What the rules look at.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::explain::compare::case::Case;
use crate::explain::inspect::{Url, pasted_url};
use crate::explain::parts::Parts;

/// The request, from wherever it is known.
pub(super) struct Sight<'a> {
    pub(super) case: &'a Case<'a>,
    /// The server's canonical request.
    pub(super) received: Option<Parts<'a>>,
    /// The URL, out of what was around it.
    text: Option<Cow<'a, str>>,
    /// Everything else in lower case, which many rules read.
    lower: OnceCell<String>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(case: &'a Case<'a>, received: Option<&'a str>) -> Self {
        // What the client logged tells the same.
        let received = received.or(case.evidence.signed.as_deref()).and_then(Parts::parse);
        let text = case.evidence.url.as_deref().map(|url| pasted_url(url).0);
        Self { case, received, text, lower: OnceCell::new() }
    }

    /// The whole text that was handed in next to the request, in lower case.
    pub(super) fn text(&self) -> &str {
        self.lower.get_or_init(|| self.case.text())
    }

    pub(super) fn url(&self) -> Option<Url<'_>> {
        self.text.as_deref().map(Url::parse)
    }

    /// The method that arrived, or else the one that was sent.
    pub(super) fn method(&self) -> Option<&str> {
        self.received.as_ref().map(|parts| parts.method).or(self.case.method())
    }

    /// The names of the signed headers in lower case.
    pub(super) fn signed_headers(&self) -> Vec<&str> {
        match (&self.received, self.case.url) {
            (Some(received), _) => received.signed_headers.split(';').collect(),
            (None, Some(url)) if url.version.is_some() => {
                url.headers_to_send.iter().map(alloc::string::String::as_str).collect()
            }
            (None, _) => self.listed_headers(),
        }
    }

    /// The names that a log or a program's message lists, as in `SignedHeaders=host;x-amz-date`, or else those of the
    /// lines next to a canonical request.
    fn listed_headers(&self) -> Vec<&str> {
        let is_end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ';' | '_' | '.');
        let mut texts = self.case.evidence.header("authorization").into_iter().chain(self.case.evidence.texts());
        let listed = texts.find_map(|text| text.split_once("SignedHeaders=").map(|(_, it)| it));
        let Some(names) = listed.and_then(|listed| listed.split(is_end).next()) else {
            let headers = self.case.evidence.headers.iter().filter(|_| self.text().contains("canonical"));
            return headers.map(|(name, _)| name.as_str()).collect();
        };
        names.split(';').filter(|name| !name.is_empty()).collect()
    }

    /// The value of a header as the server read it, or else as it was sent.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let received = self.received.as_ref();
        let arrived = received.and_then(|parts| parts.headers.iter().find(|(other, _)| *other == name));
        arrived.map(|(_, value)| *value).or(self.case.evidence.header(name))
    }

    /// The server of somebody's own, by the shape of its answer or by its name in what was handed in.
    pub(super) fn own_server(&self) -> Option<&'static str> {
        let answer = self.case.answer;
        let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let is_digits = |text: &str| text.len() > 16 && text.bytes().all(|b| b.is_ascii_digit());
        let id = answer.field("RequestId").unwrap_or_default();
        let is_uuid = |text: &str| text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if answer.field("HostId").is_some_and(|it| is_hex(it) || is_uuid(it) || it == "3L137") {
            return Some("MinIO");
        }
        if id.starts_with("tx0000") {
            return Some("Ceph");
        }
        if is_digits(id) {
            return Some("SeaweedFS");
        }
        let text = self.case.evidence.answer.as_deref().unwrap_or_default().to_lowercase();
        let names = ["MinIO", "Ceph", "SeaweedFS", "Garage", "LocalStack", "Versity", "Zenko", "RustFS"];
        names.into_iter().find(|name| text.contains(&name.to_lowercase()))
    }

    /// The host that the request went to, in lower case, with its port.
    pub(super) fn host(&self) -> Option<alloc::string::String> {
        self.header("host").map(str::to_lowercase).or_else(|| Some(self.url()?.authority.to_lowercase()))
    }
}
