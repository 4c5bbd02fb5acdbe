//! Signing: what other implementations, AWS's documentation and its test suite sign, signed again; what holds for every
//! input; keys, times and expiries that are refused; faults of other signers that this crate does not repeat; and what a
//! URL costs in memory.

use presign_test_support::{
    bucket, checksum_values, difference, fixtures, hmac_sha256, refused, strategies, url_parts, vector_files,
    x509_vectors,
};

mod again;
mod allocations;
mod certificates;
mod checksums;
mod chunks;
mod documented;
mod edge;
mod error_codes;
mod errors;
mod expiry;
mod headers;
mod keyless;
mod multi_region;
mod paths;
mod pitfalls;
mod properties;
mod replay;
mod sent_to;
mod services;
mod shared;
mod shown;
mod stable;
mod suite;
mod times;
mod traits;
