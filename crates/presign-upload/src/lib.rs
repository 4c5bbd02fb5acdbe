//! A browser uploads straight to a bucket, with URLs that `presign` has signed.
//!
//! ```text
//! cargo run -p presign-upload
//! cargo run -p presign-upload -- --once
//! ```
//!
//! Without `--once` the program serves a page and the service behind it: [`app`]. The service only signs ([`service`]);
//! the page sends the files to the bucket itself. With `--once` the program sends requests to an S3 server and shows what
//! it answers: [`once`] is what is sent. Either way [`target`] says which server that is, and [`server`] is one for
//! whoever has no other at hand.

#![allow(clippy::exhaustive_structs, reason = "an example, whose program is its only caller")]

mod access;
pub mod app;
mod background;
mod client;
mod connections;
mod cors;
pub mod doctor;
pub mod hooks;
mod observe;
pub mod once;
pub mod options;
mod page;
mod parts;
pub mod server;
pub mod service;
mod table;
pub mod target;
mod webhook;
