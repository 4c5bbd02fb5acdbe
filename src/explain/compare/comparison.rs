//! Where a server's request differs from the signed one, and why.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use crate::explain::Finding;
use crate::explain::compare::cures;

/// Where a server's request differs from the signed one, and why. Made by [`compare`](crate::explain::compare),
/// [`compare_url`](crate::explain::compare_url), [`read_answer`](crate::explain::read_answer) and
/// [`diagnose`](crate::explain::diagnose).
///
/// `Display` writes it line by line, the surest cause first, each after its [`Certainty`](crate::explain::Certainty)
/// and before what mends it. Session tokens, signatures and customer-provided encryption keys are not shown. With the
/// feature `serde` it is serialized with the names of its fields, and each cause with its `cures`, a list of `tool` and
/// `line`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The server's error code, such as `SignatureDoesNotMatch`; empty if the answer has none.
    pub code: String,
    /// The first line of the server's message.
    pub message: String,
    /// The lines in which the two requests differ.
    pub differences: Vec<Difference>,
    /// All lines of the two requests, the same ones too, as far as either is known: method, query, path, headers. Of a
    /// side that is not known, or has no such line, there is `None`.
    pub lines: Vec<Difference>,
    /// The causes, the surest first. There is always at least one where there is an answer.
    pub causes: Vec<Finding>,
    /// What else is wrong with the URL, at the time of the answer: it does not explain this answer.
    pub findings: Vec<Finding>,
    /// The tools that the request was made with and went through, by the names in the table of cures.
    pub(super) tools: Vec<&'static str>,
}

impl Comparison {
    /// Returns what mends a cause, as the tool and a line to copy for it: for the tools that were seen in the evidence,
    /// or for all that are known.
    ///
    /// ```
    /// use presign::Timestamp;
    /// use presign::explain::{Evidence, diagnose};
    ///
    /// let paste = "rclone: NotImplemented: Header 'x-amz-checksum-crc32' with value 'AAAAAA==' not implemented";
    /// let comparison = diagnose(&Evidence::read(paste), Timestamp::parse("20150830T123600Z")?);
    /// let cures: Vec<_> = comparison.cures(&comparison.causes[0]).collect();
    /// assert_eq!(cures, [("rclone", "--s3-use-data-integrity-protections=false")]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn cures(&self, cause: &Finding) -> impl Iterator<Item = (&'static str, &'static str)> {
        cures::of(cause, &self.tools)
    }
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
            writeln!(f, "{:<17}{cause}", cause.certainty.to_string())?;
            for (tool, line) in self.cures(cause) {
                writeln!(f, "  {:<15}{tool}: {line}", "cure")?;
            }
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
