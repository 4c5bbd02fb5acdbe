//! A report that can be pasted into a public issue: with versions, and without what the credentials are made of.

use presign::Credentials;
use presign::explain::{Evidence, redact};

/// The report with the version of this program, as Markdown.
pub(crate) fn report(text: &str, evidence: &Evidence, credentials: Option<&Credentials>) -> String {
    let text = redact(text, evidence, credentials);
    let (version, system, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    // A fence that is longer than any in the text.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("presign {version} on {system} ({machine})\n\n{fence}text\n{text}{fence}\n")
}
