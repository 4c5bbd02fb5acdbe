//! The calls of a bucket, each of which returns an operation.

mod buckets;
mod configuration;

pub use configuration::BucketConfiguration;
