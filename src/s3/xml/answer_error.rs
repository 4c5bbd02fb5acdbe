//! Why an answer does not say what was asked for.

use alloc::string::String;

use crate::s3::xml::ServerError;

/// Why an answer does not say what was asked for: the server refused, or it is another document.
///
/// Each variant is one reason and displays as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The server answered with an error, whatever the status was.
    #[error(transparent)]
    Server(#[from] ServerError),

    /// There is nothing to read. A completed upload or a copy has a body, so S3 failed if it sent none.
    #[error("the answer is empty")]
    Empty,

    /// The answer is not a whole XML document: it is cut off, or HTML or JSON, or has a document type.
    #[error("the answer is not a whole XML document")]
    NotXml,

    /// The answer is another XML document.
    #[error("the answer is a document {found:?}, not {expected}Result")]
    OtherDocument {
        /// The name of its root element, at most 64 characters of it.
        found: String,
        /// The name of the root element that was expected, without its ending `Result`.
        expected: &'static str,
    },

    /// An element that the answer must have is missing or empty.
    #[error("the answer has no {0}")]
    Missing(&'static str),

    /// An element that holds a single value is there twice.
    #[error("the answer has more than one {0}")]
    Repeated(&'static str),

    /// An element does not hold what it should.
    #[error("the {name} in the answer is not {expected}")]
    Value {
        /// The element's name.
        name: &'static str,
        /// What it should be, such as `a number`.
        expected: &'static str,
    },
}

impl AnswerError {
    /// Returns the server's own error, if it answered with one.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Server(error) => Some(error),
            _ => None,
        }
    }
}
