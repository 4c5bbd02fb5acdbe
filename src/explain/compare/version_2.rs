//! Answers to requests that are signed with Signature Version 2.
//!
//! Source: Amazon S3, "Signing and authenticating REST requests (AWS Signature Version 2)".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::case::Case;
use crate::explain::inspect::{SignatureVersion, Url, pasted_url};
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::text::percent::decode;

/// Whether it is a string to sign of Signature Version 2, which begins with the method. Later ones begin with the
/// algorithm.
pub(super) fn is_string_to_sign(text: &str) -> bool {
    let mut lines = text.split('\n');
    let method = lines.next().unwrap_or_default();
    // Method, Content-MD5, content type, date and resource, with headers between them or none. Pages that fold white
    // space lose an empty Content-MD5, so that the type is in the second line.
    let is_folded = lines.next().is_some_and(|line| line.contains('/') && !line.starts_with('/'));
    let count = text.split('\n').count();
    (count >= 5 || count == 4 && is_folded) && !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase())
}

/// The lines without the spaces that a page shows before them, and with the empty ones that it does not show.
fn unfolded(text: &str) -> String {
    let is_spaced = text.split('\n').skip(1).any(|line| line.starts_with("  "));
    if !is_spaced && text.split('\n').count() >= 5 {
        return text.to_owned();
    }
    let mut lines: Vec<_> = text.split('\n').map(str::trim).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let is_type = |line: &&str| line.contains('/') && !line.starts_with('/');
    if lines.len() < 5 && lines.get(1).is_some_and(is_type) {
        lines.insert(1, "");
    }
    while lines.len() < 5 {
        lines.insert(1, "");
    }
    lines.join("\n")
}

/// What the server signed. Each of it must be what was signed at first.
pub(super) fn findings(text: &str, case: &Case<'_>) -> Vec<Finding> {
    let version = case.url.and_then(|url| url.version);
    // Google's and Alibaba's first versions sign the same lines.
    let alike = [SignatureVersion::V2, SignatureVersion::GoogleV2, SignatureVersion::AlibabaV1];
    if version.is_some_and(|version| !alike.contains(&version)) {
        let sentence = "the request that arrived is signed with Signature Version 2, and the URL is not: they are two \
                        different signings";
        return [Finding::new(Kind::SignatureVersion2, sentence)].into();
    }
    // What is compared is what was sent, and not what may be shown of it.
    let text = &unfolded(text);
    let signed = text.split('\n').next_back().unwrap_or_default();
    let mut lines = text.split('\n').map(shown::text);
    let [method, md5, content_type, date] = [(); 4].map(|()| lines.next().unwrap_or_default());
    let resource = lines.next_back().unwrap_or_default();
    let mut findings = Vec::new();
    if !content_type.is_empty() {
        let sentence = format!(
            "the request arrived with the content type {content_type}, which is signed: it must be the one that was \
             signed at first, or none if none was"
        );
        findings.push(Finding::new(Kind::ContentType, sentence).with(Certainty::Told));
    }
    let url = case.evidence.url.as_deref().map(|url| pasted_url(url).0);
    let path = url.as_deref().map(|url| Url::parse(url).path).unwrap_or_default();
    // Some servers sign the name of the object as it is, without percent-encoding.
    let bucket_and_key = decode(signed.split('?').next().unwrap_or_default());
    if !bucket_and_key.ends_with(&decode(path)) {
        let path = shown::text(path);
        let sentence = format!("the server signs the resource {resource}, but the path of the URL is {path}");
        findings.push(Finding::new(Kind::Path, sentence).with(Certainty::Told));
    }
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    let amz: Vec<_> = lines.map(|line| format!(", {line}")).collect();
    let sentence = format!(
        "the request is signed with Signature Version 2, and the server signs this: method {method}, Content-MD5 {}, \
         content type {}, expiry or date {}{}, resource {resource}; what was signed differs from that, or the secret \
         access key does",
        or_none(&md5),
        or_none(&content_type),
        or_none(&date),
        amz.concat()
    );
    findings.push(Finding::new(Kind::Unknown, sentence));
    findings
}
