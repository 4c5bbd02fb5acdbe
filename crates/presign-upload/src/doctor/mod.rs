//! Whether a bucket lets a page upload, found out by making the requests, and what to do where it does not.

mod checks;
mod cures;
mod finding;
mod probe;
mod provider;
mod rules;

use std::io::{self, Write};

use presign::Error;

pub use self::finding::{Finding, Verdict};
use self::probe::Probe;
use crate::target::Target;

/// Makes the requests that a page and its service make, with an object of its own that it deletes again, and tells what came
/// of each, in the order in which one mends.
///
/// The origin is the page's, such as `https://upload.example.com`, or a pattern, and the prefix is where keys begin. With `apply` the bucket's CORS rules and its rule for
/// parts that nobody completes are set first, where the bucket has none.
///
/// # Errors
/// - Nothing can be signed for the bucket.
pub fn examine(target: &Target, origin: &str, prefix: &str, apply: bool) -> Result<Vec<Finding>, Error> {
    let probe = Probe::new(target, origin, prefix)?;
    let mut findings = checks::first(&probe);
    // Where nobody is let in, everything else would fail for that reason.
    if findings.iter().all(|finding| finding.verdict != Verdict::Fault) {
        if apply {
            findings.extend(checks::apply(&probe));
        }
        findings.extend(checks::rest(&probe));
    }
    Ok(findings)
}

/// Prints findings, and says whether none is a fault.
///
/// # Errors
/// - The output cannot be written to.
pub fn print(findings: &[Finding], out: &mut impl Write) -> io::Result<bool> {
    for finding in findings {
        writeln!(out, "{finding}")?;
    }
    let count = findings.iter().filter(|finding| finding.verdict == Verdict::Fault).count();
    match count {
        0 => writeln!(out, "\nA page can upload to this bucket.")?,
        1 => writeln!(out, "\nOne thing has to be mended.")?,
        _ => writeln!(out, "\n{count} things have to be mended.")?,
    }
    Ok(count == 0)
}
