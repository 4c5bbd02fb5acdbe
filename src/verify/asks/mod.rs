//! What a request asks S3 for: the operation, the bucket, and everything that it names.

mod address;
mod ask;
#[cfg(feature = "xml")]
mod deletions;
#[cfg(feature = "post-policy")]
mod of_form;
mod of_request;
mod rights;

pub use ask::Ask;
