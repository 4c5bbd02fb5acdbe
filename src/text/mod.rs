//! How bytes are written: percent-encoding, hexadecimal digits, JSON, and the buffer that is hashed; and whose names say that they are
//! secret.
//!
//! Nothing here knows what a request or a signature is, and nothing here uses the other modules of the crate.

pub(crate) mod hex;
pub(crate) mod json;
pub(crate) mod percent;
pub(crate) mod scratch;
pub(crate) mod secrets;
