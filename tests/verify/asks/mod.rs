//! What a verified request asks S3 for: the operation, the bucket, and everything that it names.

mod addresses;
mod client;
mod deletions;
mod forms;
mod operations;
mod rights;
mod sdks;
mod spellings;
