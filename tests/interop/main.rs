//! The optional features: types of the crates `url` and `http`, as the request to sign and as what signing returns.

use presign_test_support::fixtures;

mod http;
mod serde;
mod times;
mod url;
