//! The calls of a bucket, each of which returns an operation, and the setters that one operation has.

// The order of the page of `Bucket`: what most callers want first.
mod object;

mod multipart;

mod list;

mod named;

mod properties;

mod buckets;
mod configuration;
mod session;

mod rename;

pub use configuration::BucketConfiguration;
