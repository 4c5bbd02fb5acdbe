//! What is asked for: method, address, query parameters, headers and payload.
//!
//! Only `text`, errors and time come in here. Keys, rules and everything else that is about signing stay in `signing`.

pub(crate) mod address;
mod builder;
pub(crate) mod headers;
pub(crate) mod payload;
mod query;

pub use builder::Request;
pub(crate) use builder::known_method;
pub(crate) use query::Query;
