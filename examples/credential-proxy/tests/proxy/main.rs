//! The proxy in front of an S3 server that knows the real key and no other.

#[cfg(feature = "botocore")]
mod botocore;
mod policy;
mod servers;
