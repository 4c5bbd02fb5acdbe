//! A canonical request and what signs it, in parts that can be changed one by one.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::solve::signers::steps::{BLOCKS, LINES, Stamp};
use crate::signing::Scope;

/// A request as it may have been signed. Nothing makes it canonical: a signer that errs signs other forms too.
#[derive(Clone)]
pub(super) struct Model {
    pub(super) method: String,
    pub(super) path: String,
    /// Each as `name=value`, percent-encoded, in the order in which they were sent.
    pub(super) parameters: Vec<String>,
    pub(super) is_sorted: bool,
    /// Sorted by name. Without a value: named in the list of the signed headers, but without a line of its own.
    pub(super) headers: Vec<(String, Option<String>)>,
    pub(super) payload: String,
    /// As in `20150830T123600Z`.
    pub(super) time: String,
    pub(super) scope: Scope,
    /// The scope that the key is derived for: the same, unless the signer errs.
    pub(super) key_scope: Scope,
    /// The index of the secret.
    pub(super) secret: usize,
    pub(super) access_key_id: String,
    pub(super) steps: Steps,
}

/// How each step of signing is taken: an index in the tables of `steps` and `derive`, where 0 is right.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Steps {
    pub(super) block: usize,
    pub(super) lines: usize,
    pub(super) request: usize,
    pub(super) text: usize,
    pub(super) derivation: usize,
    pub(super) mac: usize,
}

/// The strings that a signature depends on: method, path, query, headers with the list of their names, payload hash;
/// algorithm, time and scope. No change in one of them changes another.
pub(super) type Parts = [String; 6];

impl Model {
    pub(super) fn parts(&self) -> Parts {
        let headers = BLOCKS[self.steps.block].1(&self.headers);
        let stamp = Stamp { time: &self.time, scope: &self.scope, access_key_id: &self.access_key_id };
        let lines = LINES[self.steps.lines].1(&stamp);
        [self.method.clone(), self.path.clone(), self.query(), headers, self.payload.clone(), lines]
    }

    #[cfg(test)]
    pub(super) fn canonical_request(&self) -> String {
        self.parts()[..5].join("\n")
    }

    /// The query, sorted unless the signer errs.
    pub(super) fn query(&self) -> String {
        if !self.is_sorted {
            return self.parameters.join("&");
        }
        let mut sorted: Vec<_> = self.parameters.iter().map(|written| (pair(written), written.as_str())).collect();
        sorted.sort_unstable();
        sorted.iter().map(|(_, written)| *written).collect::<Vec<_>>().join("&")
    }

    /// The value of a parameter, by its encoded name.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().map(|written| pair(written)).find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let at = self.headers.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        Some(self.headers[at].1.as_deref().unwrap_or_default())
    }

    /// Sets a parameter or appends it; both encoded.
    pub(super) fn set_parameter(&mut self, name: &str, value: &str) {
        let new = format!("{name}={value}");
        match self.parameters.iter_mut().find(|written| pair(written).0 == name) {
            Some(written) => *written = new,
            None => self.parameters.push(new),
        }
    }

    pub(super) fn set_header(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(Into::into);
        match self.headers.binary_search_by(|(other, _)| other.as_str().cmp(name)) {
            Ok(at) => self.headers[at].1 = value,
            Err(at) => self.headers.insert(at, (name.into(), value)),
        }
    }
}

/// Name and value of a parameter.
pub(super) fn pair(written: &str) -> (&str, &str) {
    written.split_once('=').unwrap_or((written, ""))
}
