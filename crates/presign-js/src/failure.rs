//! Why a call fails.

#![cfg_attr(feature = "explain", allow(dead_code, reason = "that module's arguments and results are JSON"))]

use alloc::string::{String, ToString};

use presign::Error;
use presign::verify::Refusal;

/// What becomes a `PresignError`.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The library's stable code, or S3's for a request that does not verify.
    code: &'static str,
    sentence: String,
    /// Which of many keys it is.
    index: Option<usize>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), index: None }
    }

    /// An argument that the library does not see.
    pub(crate) fn argument(sentence: impl Into<String>) -> Self {
        Self::new("invalid-argument", sentence)
    }

    pub(crate) fn at(self, index: usize) -> Self {
        Self { index: Some(index), ..self }
    }

    /// Writes the code, the index and the sentence, each on a line. A sentence may have more of them.
    pub(crate) fn write(&self, out: &mut String) {
        out.clear();
        out.push_str(self.code);
        out.push('\n');
        out.push_str(&self.index.map_or_else(String::new, |index| index.to_string()));
        out.push('\n');
        out.push_str(&self.sentence);
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code(), refusal.to_string())
    }
}
