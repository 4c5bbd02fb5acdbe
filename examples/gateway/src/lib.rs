//! An S3 gateway on axum, for SDKs and presigned URLs: each user of a database has a bucket in a folder.
//!
//! `access.rs` has all that touches verification. The rest is what S3 does with objects, and connections.

pub mod access;
mod database;
mod objects;
mod paced;
mod requests;
mod serve;
mod xml;

pub use database::{Database, User};
pub use objects::Objects;
pub use serve::{Limits, serve, tls};
