//! Answers whose code or message tells the cause.
//!
//! Source: Amazon S3 API Reference, "Error responses"; AWS, "Troubleshoot Signature Version 4 signing for AWS API
//! requests"; Cloudflare R2, "Error codes"; Google Cloud Storage, "HTTP status and error codes for XML"; the source of
//! MinIO, of SeaweedFS and of Versity S3 Gateway for their wording.

mod addresses;
mod amazon;
mod body;
mod checksums;
pub(super) mod codes;
mod logs;
mod networks;
mod refusal;
mod request;
mod services;
mod setup;
mod signature;
mod tables;

pub(super) use signature::UNKNOWN_KEY;
pub(super) use tables::{cause, is_code, is_other};
