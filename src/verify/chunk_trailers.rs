//! The headers after the last chunk of a body.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::verify::ChunkError;

/// The trailing headers that were announced, and those that came.
#[derive(Clone)]
pub(super) struct Trailers {
    /// The names in `x-amz-trailer`, in lower case.
    announced: Vec<String>,
    /// As they came, the names in lower case.
    headers: Vec<(String, String)>,
}

impl Trailers {
    pub(super) fn new(announced: Vec<String>) -> Self {
        Self { announced, headers: Vec::new() }
    }

    /// Adds one that came, unless it was not announced or came before.
    pub(super) fn push(&mut self, name: String, value: String) -> Result<(), ChunkError> {
        if !self.announced.contains(&name) {
            return Err(ChunkError::TrailerNotAnnounced(name));
        }
        if self.value(&name).is_some() {
            return Err(ChunkError::TrailerTwice(name));
        }
        self.headers.push((name, value));
        Ok(())
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Refuses a body without one that was announced.
    pub(super) fn check(&self) -> Result<(), ChunkError> {
        match self.announced.iter().find(|name| self.value(name).is_none()) {
            Some(name) => Err(ChunkError::TrailerMissing(name.clone())),
            None => Ok(()),
        }
    }

    /// The SHA-256 that is signed: of `name:value\n` for each, in the order of their names.
    pub(super) fn sha256(&self) -> [u8; 32] {
        let mut headers: Vec<_> = self.headers.iter().collect();
        headers.sort_unstable();
        let mut hasher = Sha256::new();
        for (name, value) in headers {
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
