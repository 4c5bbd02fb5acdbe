//! Scoped credentials: limited to one bucket, to operations, to keys and to a time, made without STS.
//! (With the feature `scoped`.)
//!
//! | | [`R2`] | [`S1`] |
//! |---|---|---|
//! | for | Cloudflare R2 | a server of one's own that verifies with [`Verifier`] |
//! | a session token that leaks, in a presigned URL or a log | is **all** that the credentials may do | is nothing |
//! | its holder can make narrower ones | no | yes, offline: [`Narrowing`] |
//!
//! Both are the three strings that STS gives, so that every SDK uses them. Which of a presigned URL, an upload form,
//! scoped credentials and STS is the right one, and what each gives away: see the page
//! [`docs::scoped`](crate::docs::scoped).
#![allow(clippy::exhaustive_structs, reason = "callers write the fields: a new required one is meant to stop them")]

mod chain;
mod claims;
mod grant;
mod lifetime;
mod narrowing;
mod r2;
mod rights;
mod s1;
mod token;
mod verifier;

pub use grant::Grant;
pub use narrowing::Narrowing;
pub use r2::R2;
pub use rights::{Paths, Rights};
pub use s1::S1;
pub use verifier::{Child, Verifier};
