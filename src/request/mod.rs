//! The request to sign: method, address, query parameters, headers and payload hash.
//!
//! This module uses only `text` and the error type. Keys, rules and everything else about signing are in `signing`.

pub(crate) mod address;
mod builder;
pub(crate) mod headers;
mod pairs;
pub(crate) mod payload;
pub(crate) mod query;
pub(crate) mod reserved;
mod single;

pub use builder::Request;
pub(crate) use builder::known_method;
pub(crate) use query::Query;
