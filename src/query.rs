//! Query parameters: kept percent-encoded, in the caller's order and in the signed order.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use crate::encode::{self, Encoding, UNRESERVED};

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
        if self.sorted.is_empty() {
            // Who adds one parameter adds some more.
            self.text.reserve(256);
            self.sorted.reserve(8);
        }
        let new = self.append(encode::encode, name, value);
        let place = self.sorted.partition_point(|other| self.compare(other, &new).is_le());
        self.sorted.insert(place, new);
    }

    /// Adds the parameters of a query that is percent-encoded already. `&&` holds no parameter, `flag` is `flag=`.
    pub(crate) fn push_encoded(&mut self, query: &str) {
        self.text.reserve(query.len());
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let new = self.append(encode::reencode, name, value);
            self.sorted.push(new);
        }
        // At once, since a query from the wire may have a great many of them.
        let mut sorted = mem::take(&mut self.sorted);
        sorted.sort_by(|a, b| self.compare(a, b));
        self.sorted = sorted;
    }

    fn append(&mut self, encode: fn(&mut Vec<u8>, &[u8], &Encoding), name: &str, value: &str) -> Parameter {
        if !self.text.is_empty() {
            self.text.push(b'&');
        }
        let start = self.text.len();
        encode(&mut self.text, name.as_bytes(), &UNRESERVED);
        let equals = self.text.len();
        self.text.push(b'=');
        encode(&mut self.text, value.as_bytes(), &UNRESERVED);
        Parameter { start, equals, end: self.text.len() }
    }

    /// By name, then by value, as pairs. Sorting the joined `name=value` would put `a-b` before `a`, since `-` < `=`.
    fn compare(&self, a: &Parameter, b: &Parameter) -> Ordering {
        let pair = |p: &Parameter| (&self.text[p.start..p.equals], &self.text[p.equals + 1..p.end]);
        pair(a).cmp(&pair(b))
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
