//! A URL, in parts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::wire::parameters;

/// A string, split where a URL would be split.
pub(in crate::explain) struct Url<'a> {
    pub(in crate::explain) text: &'a str,
    pub(in crate::explain) scheme: &'a str,
    pub(in crate::explain) authority: &'a str,
    /// Includes the leading slash, unless it is empty.
    pub(in crate::explain) path: &'a str,
    pub(in crate::explain) query: &'a str,
    /// Decoded names and values.
    parameters: Vec<(String, String)>,
}

impl<'a> Url<'a> {
    pub(in crate::explain) fn parse(text: &'a str) -> Self {
        let is_scheme = |scheme: &str| scheme.bytes().all(|b| b.is_ascii_alphanumeric());
        let (scheme, rest) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("", text));
        let (address, query) = split_query(rest.split('#').next().unwrap_or_default());
        let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
        Self { text, scheme, authority, path, query, parameters: parameters(query).collect() }
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
