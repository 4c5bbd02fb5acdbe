//! How bytes are written: percent-encoding, hexadecimal digits, JSON, the spellings of letters, and the buffer that is
//! hashed. And the names by which values that nobody may see are known.
//!
//! Nothing here reads a request or a signature, and nothing here uses the other modules of the crate.

pub(crate) mod hex;
pub(crate) mod json;
#[cfg(feature = "explain")]
pub(crate) mod letters;
#[cfg(feature = "explain")]
pub(crate) mod names;
pub(crate) mod percent;
pub(crate) mod scratch;
#[cfg(any(feature = "explain", feature = "http"))]
pub(crate) mod secrets;
#[cfg(feature = "explain")]
pub(crate) mod shapes;
