//! A browser uploads straight to a bucket, with URLs that `presign` has signed: a page and its service, as part of a program
//! of one's own ([`router`], [`router_and_health`]) or as a program (the feature `program`, which is on by default).
//!
//! ```text
//! cargo run -p presign-upload
//! cargo run -p presign-upload -- --once
//! ```
//!
//! The service only signs ([`service`]); the page sends the files to the bucket itself. [`hooks`] decide who may upload
//! what. It keeps nothing that a restart could lose.
//!
//! | feature | what it adds |
//! |---|---|
//! | `program` (default) | the program `presign-upload`, and what it is made of: its options, the doctor, `--once` |
//! | `embedded` | an S3 server in the process, for tests and for trying things out: [`server`]. It takes half of the build. |
//! | `credentials` | credentials that are renewed, from where AWS's tools find them: [`credentials`] |
//! | `compression` | the files of the page with gzip and brotli, for a service that no compressing proxy is in front of |
//! | `tls` | buckets at `https` |

#![allow(clippy::exhaustive_structs, reason = "options and limits are meant to be complete")]

#[cfg(feature = "program")]
pub mod app;
#[cfg(feature = "credentials")]
pub mod credentials;
#[cfg(feature = "program")]
pub mod doctor;
#[cfg(feature = "program")]
pub mod once;
#[cfg(feature = "program")]
pub mod options;
#[cfg(feature = "embedded")]
pub mod server;
#[cfg(feature = "program")]
pub mod target;

pub mod hooks;
#[cfg_attr(not(feature = "program"), allow(dead_code, reason = "the program asks for more"))]
pub mod service;

#[cfg(feature = "embedded")]
mod access;
mod assets;
#[cfg(feature = "embedded")]
#[cfg_attr(not(feature = "program"), allow(dead_code, reason = "the program asks for more"))]
mod background;
#[cfg_attr(not(feature = "program"), allow(dead_code, reason = "the program asks for more"))]
mod client;
#[cfg(feature = "embedded")]
mod connections;
#[cfg(feature = "embedded")]
mod cors;
mod observe;
mod origin;
mod page;
#[cfg(feature = "embedded")]
mod parts;
mod router;
#[cfg(feature = "program")]
mod table;
#[cfg(feature = "program")]
mod webhook;

pub use self::router::{Settings, SettingsError, router, router_and_health};
