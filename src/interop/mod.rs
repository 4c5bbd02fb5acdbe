//! The types of other crates, in and out, each behind the feature of the crate's name.
//!
//! Requests come in and results go out; nothing is signed in here.

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "url")]
mod url;
