//! How bytes are written: percent-encoding, hexadecimal digits, and the buffer that is hashed.
//!
//! Nothing in here knows what a request or a signature is, and nothing from the other rooms comes in.

pub(crate) mod hex;
pub(crate) mod percent;
pub(crate) mod scratch;
