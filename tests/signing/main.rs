//! Signing: what other implementations, AWS's documentation and its test suite sign, signed again; what holds for every
//! input; keys, times and expiries that are refused; faults of other signers that this crate does not repeat; and what a
//! URL costs in memory.

#[path = "../support/bucket.rs"]
mod bucket;
#[path = "../support/checksum_values.rs"]
mod checksum_values;
#[path = "../support/difference.rs"]
mod difference;
#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/hmac_sha256.rs"]
mod hmac_sha256;
#[path = "../support/refused.rs"]
mod refused;
#[path = "../support/strategies.rs"]
mod strategies;
#[path = "../support/url_parts.rs"]
mod url_parts;
#[path = "../support/vector_files.rs"]
mod vector_files;

mod again;
mod allocations;
mod checksums;
mod chunks;
mod documented;
mod edge;
mod error_codes;
mod errors;
mod expiry;
mod headers;
mod keys;
mod multi_region;
mod paths;
mod pitfalls;
mod properties;
mod replay;
mod services;
mod shown;
mod suite;
mod times;
mod traits;
