//! Query parameters: kept percent-encoded, in the caller's order and in the signed order.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::encode::{self, UNRESERVED};

/// The caller's query, ready to be sent and to be signed.
#[derive(Clone, Default)]
pub(crate) struct Query {
    /// `a=1&b=2`, percent-encoded, in the caller's order: what stands in the URL.
    text: Vec<u8>,
    /// Where each parameter lies in `text`, sorted by encoded name, then by encoded value.
    sorted: Vec<Parameter>,
}

/// One parameter's place in the query's text.
#[derive(Clone, Copy)]
struct Parameter {
    start: usize,
    equals: usize,
    end: usize,
}

impl Query {
    /// Adds a decoded name and value.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.push_with(
            |text| encode::encode(text, name.as_bytes(), &UNRESERVED),
            |text| {
                encode::encode(text, value.as_bytes(), &UNRESERVED);
            },
        );
        self.sort();
    }

    /// Adds the parameters of a query that is percent-encoded already. `&&` holds no parameter, `flag` is `flag=`.
    pub(crate) fn push_encoded(&mut self, query: &str) {
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            self.push_with(
                |text| encode::reencode(text, name.as_bytes(), &UNRESERVED),
                |text| {
                    encode::reencode(text, value.as_bytes(), &UNRESERVED);
                },
            );
        }
        self.sort();
    }

    fn push_with(&mut self, name: impl FnOnce(&mut Vec<u8>), value: impl FnOnce(&mut Vec<u8>)) {
        if !self.text.is_empty() {
            self.text.push(b'&');
        }
        let start = self.text.len();
        name(&mut self.text);
        let equals = self.text.len();
        self.text.push(b'=');
        value(&mut self.text);
        self.sorted.push(Parameter { start, equals, end: self.text.len() });
    }

    /// By name, then by value, as pairs. Sorting the joined `name=value` would put `a-b` before `a`, since `-` < `=`.
    fn sort(&mut self) {
        let text = &self.text;
        let pair = |p: &Parameter| (&text[p.start..p.equals], &text[p.equals + 1..p.end]);
        self.sorted.sort_by(|a, b| match pair(a).0.cmp(pair(b).0) {
            Ordering::Equal => pair(a).1.cmp(pair(b).1),
            order => order,
        });
    }

    /// The query as it stands in the URL.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Each parameter in the signed order: its encoded name, and `name=value`.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.sorted.iter().map(|p| (&self.text[p.start..p.equals], &self.text[p.start..p.end]))
    }
}
