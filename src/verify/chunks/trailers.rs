//! The headers after the last chunk of a body.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::verify::chunks::fault::ChunkFault;

/// The trailing headers that were announced, and those that came.
#[derive(Clone)]
pub(in crate::verify) struct Trailers {
    /// The names in `x-amz-trailer`, in lower case and in order, each with its place among the headers that came: each
    /// must be found quickly among thousands.
    announced: Vec<(String, Option<usize>)>,
    /// As they came, the names in lower case.
    headers: Vec<(String, String)>,
}

impl Trailers {
    /// The names are in lower case and in order, each once.
    pub(in crate::verify) fn new(announced: Vec<String>) -> Self {
        Self { announced: announced.into_iter().map(|name| (name, None)).collect(), headers: Vec::new() }
    }

    /// Adds one that came, unless it was not announced or came before.
    pub(super) fn push(&mut self, name: String, value: String) -> Result<(), ChunkFault> {
        match self.announced.binary_search_by(|(other, _)| other.cmp(&name)) {
            Err(_) => Err(ChunkFault::TrailerNotAnnounced(name)),
            Ok(at) if self.announced[at].1.is_some() => Err(ChunkFault::TrailerTwice(name)),
            Ok(at) => {
                self.announced[at].1 = Some(self.headers.len());
                self.headers.push((name, value));
                Ok(())
            }
        }
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let at = self.announced.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        self.announced[at].1.map(|at| self.headers[at].1.as_str())
    }

    /// Refuses a body without one that was announced.
    pub(super) fn check(&self) -> Result<(), ChunkFault> {
        match self.announced.iter().find(|(_, place)| place.is_none()) {
            Some((name, _)) => Err(ChunkFault::TrailerMissing(name.clone())),
            None => Ok(()),
        }
    }

    /// The SHA-256 that is signed: of `name:value\n` for each, in the order of their names.
    pub(super) fn sha256(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        for (name, value) in self.announced.iter().filter_map(|(_, place)| self.headers.get((*place)?)) {
            for part in [name, ":", value, "\n"] {
                hasher.update(part);
            }
        }
        hasher.finalize().into()
    }

    pub(super) fn into_headers(self) -> Vec<(String, String)> {
        self.headers
    }
}
