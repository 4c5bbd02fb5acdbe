//! A URL, in parts.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::read::wire::parameters;

/// What a URL has that is signed by its query.
const SIGNED_BY: [&str; 4] = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "Signature"];

/// A string, split where a URL would be split.
pub(in crate::explain) struct Url<'a> {
    pub(in crate::explain) text: &'a str,
    pub(in crate::explain) scheme: &'a str,
    /// The host and the port.
    pub(in crate::explain) authority: &'a str,
    /// Includes the leading slash, unless it is empty.
    pub(in crate::explain) path: &'a str,
    pub(in crate::explain) query: &'a str,
    /// Decoded names and values.
    parameters: Vec<(String, String)>,
    /// Whether the signature is in the header `Authorization`.
    pub(in crate::explain) is_signed_by_headers: bool,
}

impl<'a> Url<'a> {
    pub(in crate::explain) fn parse(text: &'a str) -> Self {
        let is_scheme = |scheme: &str| scheme.bytes().all(|b| b.is_ascii_alphanumeric());
        let (scheme, rest) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("", text));
        let (address, query) = split_query(rest.split('#').next().unwrap_or_default());
        let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
        // What stands before the host may be a secret, and is never sent.
        let authority = authority.rsplit('@').next().unwrap_or_default();
        Self {
            text,
            scheme,
            authority,
            path,
            query,
            parameters: parameters(query).collect(),
            is_signed_by_headers: false,
        }
    }

    /// The same, with what the headers say about the signature as if the query said it.
    pub(in crate::explain) fn with_headers(mut self, headers: &[(String, String)]) -> Self {
        let header = |name: &str| {
            let same = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            same.map(|(_, value)| value.trim())
        };
        let is_signed = !self.is_plain();
        let Some((scheme, rest)) = header("authorization").filter(|_| !is_signed).and_then(|it| it.split_once(' '))
        else {
            return self;
        };
        let mut add = |name: &str, value: &str| self.parameters.push((name.into(), value.trim().into()));
        if scheme.starts_with("AWS4-") {
            add("X-Amz-Algorithm", scheme);
            for part in rest.split(',') {
                if let Some((name @ ("Credential" | "SignedHeaders" | "Signature"), value)) =
                    part.trim().split_once('=')
                {
                    add(&format!("X-Amz-{name}"), value);
                }
            }
            for (name, parameter) in [("x-amz-date", "X-Amz-Date"), ("x-amz-security-token", "X-Amz-Security-Token")] {
                if let Some(value) = header(name) {
                    add(parameter, value);
                }
            }
            self.is_signed_by_headers = true;
        } else if let Some((id, signature)) = rest.split_once(':').filter(|_| scheme == "AWS") {
            add("AWSAccessKeyId", id);
            add("Signature", signature);
            self.is_signed_by_headers = true;
        }
        self
    }

    /// Whether its query has no signature: that of a signed URL has the order that the signer chose.
    pub(in crate::explain) fn is_plain(&self) -> bool {
        SIGNED_BY.iter().all(|name| self.parameter(name).is_none())
    }

    /// The first parameter of this name, decoded.
    pub(in crate::explain) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub(in crate::explain) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Address and query. A query is found where it stands alone, or after `&` instead of `?`, too.
fn split_query(text: &str) -> (&str, &str) {
    let without_mark = || {
        let (address, query) = text.split_at(text.find("X-Amz-").unwrap_or(text.len()));
        (address.trim_end_matches('&'), query)
    };
    text.split_once('?').unwrap_or_else(without_mark)
}
