//! A URL, in parts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::wire::parameters;

/// A string, split where a URL would be split.
pub(crate) struct Url<'a> {
    pub(crate) text: &'a str,
    pub(crate) scheme: &'a str,
    pub(crate) authority: &'a str,
    /// Includes the leading slash, unless it is empty.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    /// Decoded names and values.
    parameters: Vec<(String, String)>,
}

impl<'a> Url<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let without_fragment = rest.split('#').next().unwrap_or_default();
        let (path, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
        Self { text, scheme, authority, path, query, parameters: parameters(query).collect() }
    }

    /// The first parameter of this name, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
