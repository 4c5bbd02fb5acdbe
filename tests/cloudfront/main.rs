//! CloudFront's signed URLs and cookies: what botocore, the SDK for JavaScript and AWS's shared cases sign, signed again and
//! verified; which URLs a resource covers; what is refused, and keys in PEM; and that no changed request is accepted.

use presign_test_support::{refused, vector_files};

mod covers;
mod keys;
mod mutations;
mod rows;
mod signing;
mod vectors;
mod verifying;
