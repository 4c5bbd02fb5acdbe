//! The body of a request: what is said of it, and its comparison with that.

pub(super) mod declared;
mod decoder;
mod payload;

pub use decoder::BodyDecoder;
pub use payload::Payload;

pub(super) use decoder::decoded_length;
