//! The parts of a canonical request.

use alloc::vec::Vec;

use crate::request::query;

/// The lines of a canonical request, from this crate or from a server.
pub(super) struct Parts<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// Percent-encoded names and values.
    pub(super) query: Vec<(&'a str, &'a str)>,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) signed_headers: &'a str,
    pub(super) payload_hash: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads a canonical request; `None` if it is not one.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (method, path, query) = (lines.next()?, lines.next()?, lines.next()?);
        let headers = lines.by_ref().take_while(|line| !line.is_empty());
        let headers = headers.map(|line| line.split_once(':').unwrap_or((line, ""))).collect();
        let (signed_headers, payload_hash) = (lines.next()?, lines.next()?);
        Some(Self { method, path, query: pairs(query), headers, signed_headers, payload_hash })
    }
}

/// The parameters of a query as written.
pub(super) fn pairs(query: &str) -> Vec<(&str, &str)> {
    query::split(query).collect()
}
