//! What came of one check.

use std::fmt;

/// What was found out about one thing that an upload needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was looked at: a stable name, such as `cors`.
    pub about: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was seen, in a sentence.
    pub seen: String,
    /// What to do about it, in lines that can be copied; empty if it is good.
    pub cure: String,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Uploads work, and something is less safe or less tidy than it could be.
    Warning,
    /// Uploads do not work.
    Fault,
    /// The bucket does not say.
    Unknown,
}

impl Finding {
    pub(super) fn good(about: &'static str, seen: impl Into<String>) -> Self {
        Self { about, verdict: Verdict::Good, seen: seen.into(), cure: String::new() }
    }

    pub(super) fn new(about: &'static str, verdict: Verdict, seen: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { about, verdict, seen: seen.into(), cure: cure.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "good",
            Verdict::Warning => "WARNING",
            Verdict::Fault => "FAULT",
            Verdict::Unknown => "unknown",
        };
        write!(f, "{mark:<8} {:<10} {}", self.about, self.seen)?;
        for line in self.cure.lines() {
            write!(f, "\n{:20}{line}", "")?;
        }
        Ok(())
    }
}
