//! What was signed, what is in a URL, and why a server disagrees.
//!
//! - [`Signer::explain`](crate::Signer::explain) gives an [`Explanation`](crate::Explanation): every string of a signature,
//!   printed line by line with labels.
//! - [`inspect`] takes any presigned URL apart and says what is wrong with it.
//! - [`host_scope`] tells the service and the region that a host name belongs to.
//! - `compare` (with the feature `explain`) reads a server's answer, such as `SignatureDoesNotMatch`, finds the lines in
//!   which the server's request differs from the one that was signed, and names the likely cause. Without the
//!   explanation, `compare_url` does it with the URL, and `read_answer` with the answer alone.
//! - [`solve`] needs no answer: with the secret access key at hand, it finds the request that the signature was made for.
//!
//! A comparison is printed like this:
//!
//! ```text
//! answer           SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.
//! likely cause     the content type was signed as text/plain but was sent as text/plain;charset=UTF-8: the client adds a parameter
//!
//! header content-type
//!   signed         text/plain
//!   received       text/plain;charset=UTF-8
//! ```
//!
//! # What is shown
//! The output can be shown to others. Session tokens, signatures, customer-provided encryption keys and the values of
//! `Authorization` and `Cookie` are replaced by `…`, wherever the URL or the answer has them. Control characters, and
//! others that are invisible or change the order of the line, are escaped as in Rust: `\u{1b}`. The fields of
//! [`Inspection`], [`Finding`], `Comparison` and `Difference` are in that form already. Only
//! [`Explanation::to_string_with_secrets`](crate::Explanation::to_string_with_secrets) includes secrets.
//!
//! Time and memory grow with the length of the URL and of the answer. An answer is read in one pass; JSON of 128 levels
//! or more is not read.
//!
#![doc = include_str!("../../docs/signature-does-not-match.md")]

#[cfg(feature = "explain")]
mod answer;
mod aws_names;
#[cfg(feature = "explain")]
mod case;
#[cfg(feature = "explain")]
mod compare;
#[cfg(feature = "explain")]
mod comparison;
#[cfg(feature = "explain")]
mod differences;
#[cfg(feature = "explain")]
mod document;
mod duration;
mod empty;
#[cfg(feature = "explain")]
mod evidence;
mod explanation;
mod finding;
mod host;
mod host_findings;
mod inspection;
mod kind_name;
mod operation;
mod parts;
mod paste;
#[cfg(feature = "explain")]
mod refusals;
mod scheme;
#[cfg(feature = "serde")]
mod serialize;
mod shown;
#[cfg(feature = "explain")]
mod signed;
#[cfg(feature = "explain")]
mod similar;
mod solve;
mod url;
mod url_findings;
#[cfg(feature = "explain")]
mod version_2;
#[cfg(feature = "explain")]
mod xml;

#[cfg(feature = "explain")]
pub use compare::{compare, compare_url, read_answer};
#[cfg(feature = "explain")]
pub use comparison::{Comparison, Difference};
pub use finding::{Finding, Kind};
pub use host::{HostScope, host_scope};
pub use inspection::{Inspection, inspect};
pub use paste::repair_url;
pub use scheme::SignatureVersion;
pub use solve::{Attempt, Change, Sent, Solution, solve, solve_with_key};
