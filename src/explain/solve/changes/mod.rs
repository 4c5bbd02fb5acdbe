//! The changes that are tried, by the part of the request.

pub(super) mod address;
pub(super) mod faults;
pub(super) mod headers;
pub(super) mod key;
pub(super) mod path;
pub(super) mod payload;
pub(super) mod query;
