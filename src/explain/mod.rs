//! What was signed, what is in a URL, and why a server disagrees.
//!
//! - [`Signer::explain`](crate::Signer::explain) gives an [`Explanation`](crate::Explanation): every string of a
//!   signature, printed line by line with labels.
//! - [`inspect`] takes any presigned URL apart and says what is wrong with it.
//! - [`host_scope`] tells the service and the region that a host name belongs to.
//! - [`compare`] reads a server's answer, such as `SignatureDoesNotMatch`, finds the lines in
//!   which the server's request differs from the one that was signed, and names the likely cause. Without the
//!   explanation, [`compare_url`] does it with the URL, and [`read_answer`] with the answer alone.
//! - [`solve`] needs no answer: with the secret access key at hand, it finds the request that the signature was made
//!   for.
//!
//! A comparison is printed like this:
//!
//! ```text
//! answer           SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.
//! proved           the content type was signed as text/plain but was sent as text/plain;charset=UTF-8: the client adds a parameter
//!
//! header content-type
//!   signed         text/plain received       text/plain;charset=UTF-8
//! ```
//!
//! # What is shown
//! The output can be shown to others. Session tokens, signatures, customer-provided encryption keys and the values of
//! `Authorization` and `Cookie` are replaced by `…`, wherever the URL or the answer has them, and so is what looks like
//! a secret access key, a token or an API key, or has a name such as `x-api-key`. For a public issue there is
//! [`redact`], which hides the access key ID too. Control characters, and
//! others that are invisible or change the order of the line, are escaped as in Rust: `\u{1b}`. The fields of
//! [`Inspection`], [`Finding`], [`Comparison`] and [`Difference`] are in that form already. Only
//! [`Explanation::to_string_with_secrets`](crate::Explanation::to_string_with_secrets) includes secrets.
//!
//! Time and memory grow with the length of the URL and of the answer. An answer is read in one pass; JSON of 128 levels
//! or more is not read.
//!
//! # JSON
//! With the feature `serde`, a [`Comparison`] is an object with `code`, `message`, `differences` and `lines` (each with
//! `line`, `signed` and `received`), `causes` and `findings`. A cause or a finding has `kind` (below), `certainty`
//! (`proved`, `told` or `likely`) and `sentence`; a cause has `cures` besides, a list of `tool` and `line`, where
//! `line` is to be copied. An [`Inspection`] has its own fields, and `findings`. `presign explain --json` prints the
//! first where there is an answer, and the second with `causes` where there is a URL alone; `solve` is added where the
//! credentials are at hand. What it cannot do is an object with `code` and `message` on standard error.
//!
//! # Kinds
//! What [`Finding::kind`] returns is listed in [`docs::causes`](crate::docs::causes): what each is, how to see it, and
//! the setting in every tool that has one.
#![doc = concat!(
    "The page [Why does my presigned URL fail?](",
    env!("CARGO_PKG_HOMEPAGE"),
    ") reads a paste in the browser, sends nothing anywhere, and has these names, and the codes of errors, as its \
     anchors, such as [`#encoded-twice`](",
    env!("CARGO_PKG_HOMEPAGE"),
    "#encoded-twice)."
)]
//!
#![doc = include_str!("../../docs/signature-does-not-match.md")]

mod compare;
mod evidence;
mod explanation;
mod finding;
mod inspect;
mod parts;
mod redact;
mod shown;
mod solve;

pub use compare::{Comparison, Difference, compare, compare_url, diagnose, read_answer};
pub use evidence::Evidence;
use finding::Kind;
pub use finding::{Certainty, Finding};
pub use inspect::{HostScope, Inspection, host_scope, inspect, repair_url};
pub use redact::redact;
pub use solve::{Attempt, Change, Sent, solve, solve_watched, solve_with_key};
