//! The one error type, and every sentence that the crate can refuse with.

mod facts;
mod kind;
mod opaque;
mod reason;

pub use kind::ErrorKind;
pub use opaque::Error;
pub(crate) use reason::Reason;
