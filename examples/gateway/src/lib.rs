//! An S3 gateway on axum, for SDKs and presigned URLs: each user of a database has a bucket in a folder.
//!
//! `access.rs` has all that touches verification. The rest is what S3 does with objects, and connections.

#![allow(clippy::exhaustive_structs, reason = "an example, whose program is its only caller")]

pub mod access;
mod database;
mod lingering;
mod objects;
mod paced;
mod requests;
mod serve;
mod tokens;
mod xml;

pub use database::{Database, User};
pub use objects::Objects;
pub use serve::{Limits, serve, tls};
