//! The one error type, and every sentence that the crate can refuse with.

#[cfg(feature = "cloudfront")]
mod cloudfront;
mod facts;
mod kind;
mod opaque;
mod reason;

#[cfg(feature = "cloudfront")]
pub(crate) use cloudfront::CloudFrontReason;
pub use kind::ErrorKind;
pub use opaque::Error;
pub(crate) use reason::Reason;
