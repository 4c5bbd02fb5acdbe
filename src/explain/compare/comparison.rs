//! Where a server's request differs from the signed one, and why.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::explain::Finding;

/// Where a server's request differs from the signed one, and why. Made by [`compare`](crate::explain::compare),
/// [`compare_url`](crate::explain::compare_url) and [`read_answer`](crate::explain::read_answer).
///
/// `Display` writes it line by line, the likely cause first. Session tokens, signatures and customer-provided
/// encryption keys are not shown. With the feature `serde` it is serialized with the names of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Comparison {
    /// The server's error code, such as `SignatureDoesNotMatch`; empty if the answer has none.
    pub code: String,
    /// The first line of the server's message.
    pub message: String,
    /// The lines in which the two requests differ.
    pub differences: Vec<Difference>,
    /// The likely causes, the likeliest first. There is always at least one.
    pub causes: Vec<Finding>,
    /// What else is wrong with the URL, at the time of the answer: it does not explain this answer.
    pub findings: Vec<Finding>,
}

/// A line that differs between the two requests.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Difference {
    /// Which line it is: `method`, `path`, `query X-Amz-Date`, `header host`, `payload hash`, `time` or `scope`.
    pub line: String,
    /// What was signed, if there was such a line.
    pub signed: Option<String>,
    /// What the server received, if there was such a line.
    pub received: Option<String>,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code.as_str(), self.message.as_str()) {
            ("", "") => {}
            ("", message) => writeln!(f, "{:<17}{message}", "answer")?,
            (code, message) => writeln!(f, "{:<17}{code}: {message}", "answer")?,
        }
        for cause in &self.causes {
            writeln!(f, "{:<17}{cause}", "likely cause")?;
        }
        for finding in &self.findings {
            writeln!(f, "{:<17}{finding}", "finding")?;
        }
        for Difference { line, signed, received } in &self.differences {
            writeln!(f, "\n{line}")?;
            for (side, text) in [("signed", signed), ("received", received)] {
                writeln!(f, "  {side:<15}{}", text.as_deref().unwrap_or("(nothing)"))?;
            }
        }
        Ok(())
    }
}
