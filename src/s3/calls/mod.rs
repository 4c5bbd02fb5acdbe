//! The calls of a bucket, each of which returns an operation, and the setters that one operation has.

// The order of the page of `Bucket`.
mod object;

mod annotation;
mod buckets;
mod configuration;
mod list;
mod lock;
mod multipart;
mod named;
mod rename;
mod session;

pub use configuration::BucketConfiguration;
