//! Requests: addresses, queries, headers and payload hashes, those that are refused with their sentences, and what other
//! signers get wrong in them.

use presign_test_support::{bucket, fixtures, refused};

mod errors;
mod headers;
mod payload;
mod pitfalls;
