//! Amazon S3 and what speaks its language: hosts, operations and keys. Signing is done elsewhere.

mod bucket;
mod object;

pub use bucket::Bucket;
pub use object::ObjectRequest;
