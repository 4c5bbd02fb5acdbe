//! The proxy in front of an S3 server that knows the real key and no other.

#[cfg(feature = "botocore")]
mod botocore;
mod chunks;
mod client;
mod fence;
mod limits;
mod policy;
mod recorder;
mod scoped;
mod secrets;
mod servers;
