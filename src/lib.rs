#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod authority;
mod canonical;
mod credentials;
mod encode;
mod error;
pub mod explain;
mod headers;
mod hex;
#[cfg(feature = "http")]
mod http;
mod key;
mod presigned;
mod query;
mod request;
mod rules;
pub mod s3;
mod scope;
mod scratch;
mod sha256;
mod signer;
mod timestamp;
#[cfg(feature = "url")]
mod url;
pub mod verify;

pub use canonical::{CanonicalRequest, StringToSign};
pub use credentials::Credentials;
pub use error::Error;
pub use key::{Signature, SigningKey};
pub use presigned::{Explanation, PresignedUrl};
pub use request::Request;
pub use rules::{PayloadHeader, Rules};
pub use scope::Scope;
pub use signer::Signer;
pub use timestamp::Timestamp;
