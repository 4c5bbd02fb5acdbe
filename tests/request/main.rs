//! Requests: addresses, queries, headers and payload hashes, those that are refused with their sentences, and what other
//! signers get wrong in them.

#[path = "../support/bucket.rs"]
mod bucket;
#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/refused.rs"]
mod refused;

mod errors;
mod headers;
mod payload;
mod pitfalls;
