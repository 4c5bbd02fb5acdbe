//! A browser or a plain HTTP client uploads straight to S3, with URLs that `presign` has signed.
//!
//! ```text
//! cargo run -p direct-upload -- --once
//! ```
//!
//! The program sends requests to an S3 server and shows what it answers. [`server`] is that server, for whoever has no
//! other at hand; [`once`] is what is sent;
//! [`target`] says to whom.

mod access;
mod client;
pub mod once;
pub mod server;
mod table;
pub mod target;
